"""What psycopg's errors mean, by SQLSTATE."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import psycopg

from rhosocial.activerecord.interface import errors as e

# https://www.postgresql.org/docs/current/errcodes-appendix.html; a whole code, or the class that it begins with
_CODES: Mapping[type[e.DatabaseError], str] = {
    e.ConnectionError: "28",
    e.ConnectionLost: "08",
    e.IntegrityError: "23",
    e.UniqueViolation: "23505",
    e.ForeignKeyViolation: "23503 23001",
    e.NotNullViolation: "23502",
    e.CheckViolation: "23514 44",
    e.OperationalError: "25 40 53 54 55 57 58 F0 XX",
    e.Deadlock: "40P01",
    e.SerializationFailure: "40001",
    e.LockTimeout: "55P03",
    e.QueryTimeout: "57014",
    e.ReadOnlyError: "25006",
    e.DiskFull: "53100",
    e.DataError: "22",
    e.ProgrammingError: "0A 21 26 34 3B 3D 3F 42",
}
MEANINGS = {code: kind for kind, codes in _CODES.items() for code in codes.split()}

UNDEFINED_TABLE = "42P01"

# errors of psycopg's own, or of a connection: they carry no code
_BY_CLASS: tuple[tuple[type[Exception], type[e.DatabaseError]], ...] = (
    (UnicodeError, e.DataError),
    (psycopg.DataError, e.DataError),
    (psycopg.OperationalError, e.ConnectionLost),
    (psycopg.ProgrammingError, e.ProgrammingError),
    (psycopg.NotSupportedError, e.ProgrammingError),
)

_KEY = re.compile(r"\((.+?)\)=\(")
"""The columns in `Key (author_id, "Title")=(1, x) already exists.`, in any of the server's languages."""
_COLUMN = re.compile(r'(?:^|, )(?:"((?:[^"]|"")+)"|(\w+))(?=, |$)')


def translate(error: Exception, sql: str | None, params: Sequence[object]) -> e.DatabaseError:
    """Return the error of our own that a driver's error stands for; what the server says of the values is left out."""
    code = getattr(error, "sqlstate", None)
    kind = e.ConnectionError if sql is None else _kind(error, code)  # without a statement it was opening the connection
    if issubclass(kind, e.IntegrityError):
        return _violation(kind, error, sql, params, code)
    message = f"{_message(error)}; {e.NO_TABLE}" if code == UNDEFINED_TABLE else _message(error)
    return kind(message, sql=sql, params=tuple(params), code=code, driver_error=error)


def _kind(error: Exception, code: str | None) -> type[e.DatabaseError]:
    if isinstance(error, psycopg.Error) and error.diag.severity_nonlocalized in ("FATAL", "PANIC"):
        return e.ConnectionLost  # after these the server ends the session, whatever the code
    if code is None:
        return next((ours for theirs, ours in _BY_CLASS if isinstance(error, theirs)), e.DatabaseError)
    return MEANINGS.get(code) or MEANINGS.get(code[:2], e.DatabaseError)


def _message(error: Exception) -> str:
    """Return the server's sentence and its hint, without the detail, which quotes the row."""
    if not isinstance(error, psycopg.Error) or error.diag.message_primary is None:
        return str(error)
    hint = error.diag.message_hint
    return f"{error.diag.message_primary} ({hint})" if hint else error.diag.message_primary


def _violation(
    kind: type[e.IntegrityError], error: Exception, sql: str | None, params: Sequence[object], code: str | None
) -> e.IntegrityError:
    diagnosis = error.diag if isinstance(error, psycopg.Error) else psycopg.Error().diag
    column, table, constraint = diagnosis.column_name, diagnosis.table_name, diagnosis.constraint_name
    columns = (column,) if column else key_columns(diagnosis.message_detail or "")
    return kind(
        _message(error), sql=sql, params=tuple(params), code=code, driver_error=error,
        constraint=constraint, table=table, columns=columns,
    )  # fmt: skip


def key_columns(detail: str) -> tuple[str, ...]:
    """Return the columns that an error's detail names; an expression among them is left out."""
    found = _KEY.search(detail)
    if found is None:
        return ()
    return tuple((quoted or plain).replace('""', '"') for quoted, plain in _COLUMN.findall(found[1]))
