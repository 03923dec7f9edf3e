"""The driver: which of its two forms is in use, how it connects, and how it writes a value down."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import mysql.connector
from mysql.connector.abstracts import MySQLConnectionAbstract
from mysql.connector.constants import ClientFlag

from .config import MySQLConnectionConfig

try:
    from mysql.connector.connection_cext import CMySQLConnection, MySQLInterfaceError
except ImportError as error:
    C_EXTENSION_MISSING = str(error)
    DRIVER_ERRORS: tuple[type[Exception], ...] = (mysql.connector.Error, UnicodeEncodeError)
else:
    C_EXTENSION_MISSING = ""
    DRIVER_ERRORS = (mysql.connector.Error, MySQLInterfaceError, UnicodeEncodeError)

Quote = Callable[[Sequence[object]], "tuple[bytes, ...]"]

# A value that a column can't hold is an error, a key of 0 is a key, and quotients have as many digits as elsewhere. Text
# compares by code point and with its trailing spaces, by whichever of the two collations for that the server has.
SESSION = """SET SESSION
sql_mode = CONCAT(
  'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION',
  IF(FIND_IN_SET('ONLY_FULL_GROUP_BY', @@GLOBAL.sql_mode), ',ONLY_FULL_GROUP_BY', '')),
time_zone = '+00:00',
div_precision_increment = 16,
collation_connection = (
  SELECT MAX(collation_name) FROM information_schema.collations
  WHERE collation_name IN ('utf8mb4_0900_bin', 'utf8mb4_nopad_bin'))"""


def connect(config: MySQLConnectionConfig) -> MySQLConnectionAbstract:
    """Open a connection of the driver's, in autocommit mode, with one statement a call and matched rows counted."""
    if C_EXTENSION_MISSING and not config.use_pure:
        _warn_of_pure_python()
    waiting = f", innodb_lock_wait_timeout = {config.lock_timeout}" if config.lock_timeout else ""
    made: Any = mysql.connector.connect(
        **config.driver_settings,
        use_pure=config.use_pure or bool(C_EXTENSION_MISSING),
        charset="utf8mb4",
        collation="utf8mb4_bin",  # for the handshake: both servers know it
        autocommit=True,
        client_flags=[ClientFlag.FOUND_ROWS, -ClientFlag.MULTI_STATEMENTS],
        init_command=SESSION + waiting,
    )
    return made  # type: ignore[no-any-return]


def describe(config: MySQLConnectionConfig) -> str:
    """Name the driver, its version and the form in use, such as `mysql-connector-python 9.7.0 (C extension)`."""
    form = "pure Python" if config.use_pure or C_EXTENSION_MISSING else "C extension"
    return f"mysql-connector-python {mysql.connector.__version__} ({form})"


@cache
def _warn_of_pure_python() -> None:
    warnings.warn(
        "mysql-connector-python runs in pure Python, about five times slower, for its C extension can't be loaded: "
        f"{C_EXTENSION_MISSING}. Versions 9.4 to 9.7 carry one that works with OpenSSL 3.0 too; use_pure=True says that "
        "pure Python is meant",
        RuntimeWarning,
        stacklevel=2,
    )


def quoter(driver: MySQLConnectionAbstract) -> Quote:
    """Return the driver's own function for writing values into a statement, escaped and quoted.

    Its cursors are not used: they look for the word DELIMITER in the values too, and then rewrite the statement; those
    for prepared statements send a float in four bytes and cut text at NUL.
    """
    if not C_EXTENSION_MISSING and isinstance(driver, CMySQLConnection):
        prepare: Any = driver.prepare_for_mysql
        return prepare  # type: ignore[no-any-return]
    converter: Any = driver.converter

    def quote(values: Sequence[object]) -> tuple[bytes, ...]:
        return tuple([converter.quote(converter.escape(converter.to_mysql(value))) for value in values])

    return quote
