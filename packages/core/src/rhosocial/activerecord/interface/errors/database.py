"""Errors that come from the database, by what they mean rather than by who raised them."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from .base import ActiveRecordError
from .detail import ErrorDetail

Parameters: TypeAlias = "tuple[object, ...] | list[object] | Mapping[str, object]"


def redact(value: object) -> str:
    """Describe a parameter without showing it: `<str 12>`, `<int>`, `NULL`."""
    if value is None:
        return "NULL"
    size = f" {len(value)}" if isinstance(value, (str, bytes, list, dict, tuple)) else ""
    return f"<{type(value).__name__}{size}>"


NO_TABLE = (
    "Model.create_table() makes it; if it is made, look at the database that the URL names, and at the model's "
    "__table_name__ and __schema__"
)
"""What a message of a missing table goes on with."""

SHOWN = 2_000
"""How many characters of a statement the text of an error shows."""
SHOWN_PARAMETERS = 100


def redact_all(params: Parameters | None) -> tuple[str, ...]:
    """Redact every parameter of a statement."""
    values: Iterable[object] = params.values() if isinstance(params, Mapping) else params or ()
    return tuple(redact(value) for value in values)


class DatabaseError(ActiveRecordError):
    """An operation that the database refused or could not finish.

    Its text shows the beginning of a long statement; `sql` and `params` have all of it.

    Attributes:
        sql: The statement, or None where there was none.
        params: Its parameters, each redacted to its type and size.
        code: The server's own code (an SQLSTATE, an errno or a result name).
        driver_error: The driver's exception, also the `__cause__`.
    """

    def __init__(
        self,
        message: str,
        *,
        sql: str | None = None,
        params: Parameters | None = None,
        code: str | int | None = None,
        driver_error: BaseException | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.sql = sql
        self.params = redact_all(params)
        self.code = code
        self.driver_error = driver_error

    def __str__(self) -> str:
        if self.sql is None:
            return self.message
        more = len(self.sql) - SHOWN
        sql = self.sql if more <= 0 else f"{self.sql[:SHOWN]} … {more:,} characters more"
        left_out = len(self.params) - SHOWN_PARAMETERS
        params = self.params if left_out <= 0 else (*self.params[:SHOWN_PARAMETERS], f"… {left_out:,} more")
        return f"{self.message}\n  SQL: {sql}\n  parameters: ({', '.join(params)})"


class RecordNotFound(DatabaseError, LookupError):
    """No row has the key that was asked for, or the row to be written is gone."""


class ConnectionError(DatabaseError, builtins.ConnectionError):
    """The database can't be reached, or refused the connection."""


class PoolTimeout(ConnectionError, TimeoutError):
    """No connection became free in time."""


class ConnectionLost(ConnectionError):
    """The connection broke while it was in use."""


class CommitOutcomeUnknown(ConnectionError):
    """The connection broke during COMMIT: the transaction may or may not have been saved."""


class IntegrityError(DatabaseError):
    """A constraint refused a write.

    Attributes:
        constraint: The constraint's name, where the server tells it.
        table: The table's name, where it is known.
        columns: The names of the columns that the constraint covers, where they are known.
    """

    def __init__(
        self,
        message: str,
        *,
        sql: str | None = None,
        params: Parameters | None = None,
        code: str | int | None = None,
        driver_error: BaseException | None = None,
        constraint: str | None = None,
        table: str | None = None,
        columns: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, sql=sql, params=params, code=code, driver_error=driver_error)
        self.constraint = constraint
        self.table = table
        self.columns = columns

    def errors(self) -> list[ErrorDetail]:
        """Return the violation in pydantic's form; a record's write names its fields, a statement the columns."""
        places: list[tuple[int | str, ...]] = [(column,) for column in self.columns] or [()]
        return [ErrorDetail(type="constraint", loc=place, msg=self.message, input=None) for place in places]


class UniqueViolation(IntegrityError):
    """A row with the same unique value exists."""


class ForeignKeyViolation(IntegrityError):
    """A row refers to one that does not exist, or is still referred to."""


class NotNullViolation(IntegrityError):
    """A column that must have a value was given none."""


class CheckViolation(IntegrityError):
    """A CHECK constraint is not met."""


class OperationalError(DatabaseError):
    """The database could not do its work just now."""


class Deadlock(OperationalError):
    """Two transactions wait for each other, and the server ended this one."""


class SerializationFailure(OperationalError):
    """A concurrent change makes this transaction impossible to serialize; run it again."""


class LockTimeout(OperationalError, TimeoutError):
    """A lock could not be had in time."""


class QueryTimeout(OperationalError, TimeoutError):
    """A statement ran longer than it may, or was cancelled."""


class ReadOnlyError(OperationalError):
    """A write met a read-only transaction, database or server."""


class DiskFull(OperationalError):
    """The server has no room left."""


class DataError(DatabaseError, ValueError):
    """A value that the column can't hold exactly."""


class ProgrammingError(DatabaseError):
    """SQL that the server does not understand, or that names something it does not have."""
