"""What the errors of MySQL and MariaDB mean, by their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rhosocial.activerecord.interface import errors as e

DUPLICATE_KEY, NO_SUCH_TABLE = 1062, 1146

_REGULAR_EXPRESSIONS = (3685, 3686, *range(3688, 3698), 3700)

# What an SQLSTATE does not tell. https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html,
# https://mariadb.com/kb/en/mariadb-error-code-reference/
_MEANINGS: dict[type[e.DatabaseError], tuple[int, ...]] = {
    e.UniqueViolation: (1062, 1169, 1557, 1586),
    e.NotNullViolation: (1048, 1263, 1364),
    e.ForeignKeyViolation: (1216, 1217, 1451, 1452, 1761, 1762),
    e.CheckViolation: (3819, 4025),
    e.Deadlock: (1213, 1614, 3058),
    e.SerializationFailure: (1020, 3101),
    e.LockTimeout: (1205, 3572),
    e.QueryTimeout: (1317, 1969, 3024, 3699),
    e.ReadOnlyError: (1290, 1792, 1836),
    e.DiskFull: (1021, 1026, 1114),
    e.ConnectionLost: (1053, 1077, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 2006, 2013, 2014, 2027, 2055, 3169, 4031),
    e.ConnectionError: (
        1040, 1042, 1043, 1044, 1045, 1049, 1129, 1130, 1203, 1226, 1251, 1698, 1820, 2001, 2002, 2003, 2005, 2012,
        2026, 2059, 2061, 3118, 3159,
    ),
    e.DataError: (1118, 1139, 1153, 1265, 1366, 1411, 1438, 1525, *_REGULAR_EXPRESSIONS, 3854, 3903),
    e.ProgrammingError: (1093, 1096, 1109, 1210, 1235, 1267, 1295, 1345, 1356, 3780, 3822),
}  # fmt: skip
_BY_NUMBER = {number: meaning for meaning, numbers in _MEANINGS.items() for number in numbers}

# The driver chooses its class by the SQLSTATE, and has some errors of its own.
_BY_CLASS: dict[str, type[e.DatabaseError]] = {
    "IntegrityError": e.IntegrityError,
    "DataError": e.DataError,
    "ProgrammingError": e.ProgrammingError,
    "OperationalError": e.OperationalError,
    "InternalError": e.OperationalError,
    "InterfaceError": e.ConnectionLost,
    "MySQLInterfaceError": e.DataError,
    "UnicodeEncodeError": e.DataError,
}

_NAME = r"`((?:[^`]|``)+)`"
_COLUMN = re.compile(r"(?:Column|Field) '(.+)' (?:cannot be null|doesn't have a default value)")
_FOREIGN_KEY = re.compile(rf"\({_NAME}\.{_NAME}, CONSTRAINT {_NAME} FOREIGN KEY \(({_NAME}(?:, {_NAME})*)\)")
_CHECK = re.compile(rf"(?:Check constraint '(.+)' is violated|CONSTRAINT {_NAME} failed for {_NAME}\.{_NAME})")


def translate(error: Any, sql: str | None, params: Sequence[object]) -> e.DatabaseError:
    """Return the error of our own that a driver's error stands for."""
    number: int = getattr(error, "errno", None) or 0
    meaning = _BY_NUMBER.get(number) or _BY_CLASS.get(type(error).__name__, e.DatabaseError)
    message = str(getattr(error, "msg", None) or error)
    message = f"{message}; {e.NO_TABLE}" if number == NO_SUCH_TABLE else message
    made = meaning(message, sql=sql, params=tuple(params), code=number or None, driver_error=error)
    if isinstance(made, e.IntegrityError):
        made.constraint, made.table, made.columns = _violated(made, error, message)
    return made


def _violated(made: e.IntegrityError, error: Any, message: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Return the constraint, its table and its columns, as far as the message names them."""
    key = getattr(error, "key", None)
    if key is not None:
        return tuple(key)
    if found := _FOREIGN_KEY.search(message):
        columns = tuple(_unquoted(name) for name in re.findall(_NAME, found[4]))
        return _unquoted(found[3]), _unquoted(found[2]), columns
    if found := _CHECK.search(message):
        return _checked(found[1] or _unquoted(found[2]), _unquoted(found[4]) if found[4] else None)
    if found := _COLUMN.search(message):
        return None, None, (found[1],)
    return None, None, ()


def _checked(name: str, table: str | None) -> tuple[str, str | None, tuple[str, ...]]:
    """A check of one column is named `table.column` in the tables that we create, and by MariaDB."""
    owner, _, column = name.partition(".")
    return (name, owner, (column,)) if column and table in (None, owner) else (name, table, ())


def _unquoted(name: str) -> str:
    return name.replace("``", "`")
