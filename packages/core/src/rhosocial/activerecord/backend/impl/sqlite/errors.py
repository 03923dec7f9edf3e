"""What SQLite's errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ....interface import errors as e

# the start of a message -> class; SQLite's extended result codes reach Python only from 3.11
_CONSTRAINTS: tuple[tuple[str, type[e.IntegrityError]], ...] = (
    ("UNIQUE constraint failed", e.UniqueViolation),
    ("NOT NULL constraint failed", e.NotNullViolation),
    ("FOREIGN KEY constraint failed", e.ForeignKeyViolation),
    ("CHECK constraint failed", e.CheckViolation),
)
_OTHERS: tuple[tuple[str, type[e.DatabaseError]], ...] = (
    ("database is locked", e.LockTimeout),
    ("database table is locked", e.LockTimeout),
    ("interrupted", e.QueryTimeout),
    ("attempt to write a readonly database", e.ReadOnlyError),
    ("database or disk is full", e.DiskFull),
    ("unable to open database file", e.ConnectionError),
    ("file is not a database", e.ConnectionError),
    ("user-defined function raised exception", e.DataError),  # a pattern that is no regular expression
    ("no such", e.ProgrammingError),
    ("near ", e.ProgrammingError),
    ("ON CONFLICT clause does not match", e.ProgrammingError),
    ("Cannot operate on a closed database", e.ConnectionLost),
)
_SAID = {"user-defined function raised exception": "a value does not suit its function: is a regular expression wrong?"}
"""What is said in place of a message that says too little."""
_BY_CLASS: tuple[tuple[type[Exception], type[e.DatabaseError]], ...] = (
    (sqlite3.IntegrityError, e.IntegrityError),
    (sqlite3.DataError, e.DataError),
    (OverflowError, e.DataError),
    (UnicodeEncodeError, e.DataError),
    (sqlite3.ProgrammingError, e.ProgrammingError),
    (sqlite3.InterfaceError, e.ProgrammingError),
    (sqlite3.OperationalError, e.OperationalError),
)


def translate(error: Exception, sql: str | None, params: Sequence[object]) -> e.DatabaseError:
    """Return the error of our own that a driver's error stands for."""
    message = str(error)
    code = getattr(error, "sqlite_errorname", None)
    for start, violation in _CONSTRAINTS:
        if message.startswith(start):
            return _violation(violation, error, message, sql, params, code)
    for start, kind in _OTHERS:
        if message.startswith(start):
            said = f"{message}; {e.NO_TABLE}" if message.startswith("no such table") else _SAID.get(message, message)
            return kind(said, sql=sql, params=tuple(params), code=code, driver_error=error)
    kind = next((ours for theirs, ours in _BY_CLASS if isinstance(error, theirs)), e.DatabaseError)
    return kind(message, sql=sql, params=tuple(params), code=code, driver_error=error)


def _violation(
    kind: type[e.IntegrityError],
    error: Exception,
    message: str,
    sql: str | None,
    params: Sequence[object],
    code: str | None,
) -> e.IntegrityError:
    """Read table and columns, or the constraint's name, out of `UNIQUE constraint failed: t.a, t.b`."""
    detail = message.partition(": ")[2]
    table: str | None = None
    constraint: str | None = None
    columns: tuple[str, ...] = ()
    if kind in (e.UniqueViolation, e.NotNullViolation) and "." in detail:
        table = detail.partition(".")[0]
        columns = tuple(part.partition(".")[2] for part in detail.split(", "))
    elif detail.startswith("index "):
        constraint = detail.removeprefix("index ").strip("'")
    elif kind is e.CheckViolation:
        constraint = detail or None
    return kind(
        message, sql=sql, params=tuple(params), code=code, driver_error=error,
        constraint=constraint, table=table, columns=columns,
    )  # fmt: skip
