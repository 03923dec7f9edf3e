"""What DuckDB's errors mean: their class, and where that is not enough, their message."""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

from rhosocial.activerecord.interface import errors as e

# pattern in the message -> class
_CONSTRAINTS: tuple[tuple[str, type[e.IntegrityError]], ...] = (
    (r'uplicate key "(?P<columns>.*?)"', e.UniqueViolation),
    (r'NOT NULL constraint failed: "?(?P<table>.+?)"?\."?(?P<column>.+?)"?$', e.NotNullViolation),
    (r'CHECK constraint failed on table "(?P<table>.+?)"', e.CheckViolation),
)
_BY_MESSAGE: tuple[tuple[str, type[e.DatabaseError]], ...] = (
    ("read-only mode", e.ReadOnlyError),
    ("Conversion Failure|integer too large", e.DataError),
    ("No open result set", e.ConnectionLost),
)
_BY_CLASS: tuple[tuple[type[Exception], type[e.DatabaseError]], ...] = (
    (duckdb.InterruptException, e.QueryTimeout),
    (duckdb.ConnectionException, e.ConnectionLost),
    (duckdb.TransactionException, e.SerializationFailure),
    (duckdb.InvalidInputException, e.DataError),
    (duckdb.IOException, e.ConnectionError),
    (duckdb.DataError, e.DataError),
    (duckdb.OperationalError, e.OperationalError),
    (duckdb.ProgrammingError, e.ProgrammingError),
)


def translate(error: Exception, sql: str | None, params: Sequence[object]) -> e.DatabaseError:
    """Return the error of our own that a driver's error stands for."""
    message = str(error).partition("\n")[0]
    if isinstance(error, duckdb.ConstraintException) or "constraint violation" in message:  # some come with COMMIT
        return _violation(error, message, sql, params)
    by_class = next((ours for theirs, ours in _BY_CLASS if isinstance(error, theirs)), e.DatabaseError)
    kind = next((ours for pattern, ours in _BY_MESSAGE if re.search(pattern, message)), by_class)
    said = f"{message}; {e.NO_TABLE}" if "Table with name" in message else message
    return kind(said, sql=sql, params=tuple(params), driver_error=error)


def _violation(error: Exception, message: str, sql: str | None, params: Sequence[object]) -> e.IntegrityError:
    found = ((re.search(pattern, message), kind) for pattern, kind in _CONSTRAINTS)
    match, kind = next(((match, kind) for match, kind in found if match), (None, e.IntegrityError))
    groups = match.groupdict() if match else {}
    columns = re.findall(r"(?:^|, )(\w+): ", groups.get("columns", "")) or [groups.get("column", "")]
    table = groups.get("table") or _table_of(sql)
    return kind(
        message, sql=sql, params=tuple(params), driver_error=error, table=table, columns=tuple(filter(None, columns))
    )


def _table_of(sql: str | None) -> str | None:
    """Return the table that a write names first; DuckDB's error does not always."""
    found = re.search(r'(?:INTO|UPDATE) "((?:[^"]|"")+)"', sql or "")
    return found[1].replace('""', '"') if found else None
