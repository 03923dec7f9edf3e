"""The engine that SQLAlchemy and SQLModel share."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"

from __future__ import annotations

import warnings

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SAWarning
from sqlalchemy.pool import ConnectionPoolEntry

from tools.benchmark.urls import PRAGMA_STATEMENTS

# Numeric is kept as REAL on SQLite; two decimal places come back exact.
warnings.filterwarnings("ignore", message="Dialect sqlite.pysqlite does .not. support Decimal", category=SAWarning)


def make_engine(url: str) -> Engine:
    """Return an engine whose transactions begin with BEGIN, which pysqlite leaves out before reads."""
    engine = create_engine(url, connect_args={"isolation_level": None})
    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", begin)
    return engine


def set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set SQLite as for every contender."""
    cursor = connection.cursor()
    for pragma in PRAGMA_STATEMENTS:
        cursor.execute(pragma)
    cursor.close()


def begin(connection: Connection) -> None:
    """Emit BEGIN, as SQLAlchemy's SQLite page advises."""
    connection.exec_driver_sql("BEGIN")
