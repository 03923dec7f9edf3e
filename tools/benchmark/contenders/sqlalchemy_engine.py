"""The engine that SQLAlchemy and SQLModel share."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"

from __future__ import annotations

import warnings

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SAWarning

# Numeric is kept as REAL on SQLite; two decimal places come back exact.
warnings.filterwarnings("ignore", message="Dialect sqlite.pysqlite does .not. support Decimal", category=SAWarning)


def make_engine(url: str) -> Engine:
    """Return an engine whose transactions begin with BEGIN, which pysqlite leaves out before reads."""
    engine = create_engine(url, connect_args={"isolation_level": None})
    event.listen(engine, "begin", begin)
    return engine


def begin(connection: Connection) -> None:
    """Emit BEGIN, as SQLAlchemy's SQLite page advises."""
    connection.exec_driver_sql("BEGIN")
