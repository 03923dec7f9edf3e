"""What psycopg's errors mean, by SQLSTATE."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import psycopg

from rhosocial.activerecord.interface import errors as e

# https://www.postgresql.org/docs/current/errcodes-appendix.html; a whole code, or the class that it begins with
MEANINGS: Mapping[str, type[e.DatabaseError]] = {
    "08": e.ConnectionLost,
    "0A": e.ProgrammingError,
    "21": e.ProgrammingError,
    "22": e.DataError,
    "23": e.IntegrityError,
    "23001": e.ForeignKeyViolation,
    "23502": e.NotNullViolation,
    "23503": e.ForeignKeyViolation,
    "23505": e.UniqueViolation,
    "23514": e.CheckViolation,
    "25": e.OperationalError,
    "25006": e.ReadOnlyError,
    "26": e.ProgrammingError,
    "28": e.ConnectionError,
    "34": e.ProgrammingError,
    "3B": e.ProgrammingError,
    "3D": e.ProgrammingError,
    "3F": e.ProgrammingError,
    "40": e.OperationalError,
    "40001": e.SerializationFailure,
    "40P01": e.Deadlock,
    "42": e.ProgrammingError,
    "44": e.CheckViolation,
    "53": e.OperationalError,
    "53100": e.DiskFull,
    "54": e.OperationalError,
    "55": e.OperationalError,
    "55P03": e.LockTimeout,
    "57": e.OperationalError,
    "57014": e.QueryTimeout,
    "58": e.OperationalError,
    "F0": e.OperationalError,
    "XX": e.OperationalError,
}

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
    return kind(_message(error), sql=sql, params=tuple(params), code=code, driver_error=error)


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
    column = diagnosis.column_name
    return kind(
        _message(error),
        sql=sql,
        params=tuple(params),
        code=code,
        driver_error=error,
        constraint=diagnosis.constraint_name,
        table=diagnosis.table_name,
        columns=(column,) if column else key_columns(diagnosis.message_detail or ""),
    )


def key_columns(detail: str) -> tuple[str, ...]:
    """Return the columns that an error's detail names; an expression among them is left out."""
    found = _KEY.search(detail)
    if found is None:
        return ()
    return tuple((quoted or plain).replace('""', '"') for quoted, plain in _COLUMN.findall(found[1]))
