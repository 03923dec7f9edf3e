"""The driver: which of its two forms is in use, how it connects, and how it writes a value down."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol

import mysql.connector
from mysql.connector.constants import ClientFlag

from .config import MySQLConnectionConfig

DRIVER_ERRORS: tuple[type[Exception], ...] = (mysql.connector.Error, UnicodeEncodeError)
C_EXTENSION_MISSING = ""
try:
    DRIVER_ERRORS = (*DRIVER_ERRORS, import_module("mysql.connector.connection_cext").MySQLInterfaceError)
except ImportError as error:
    C_EXTENSION_MISSING = str(error)

Quote = Callable[[Sequence[object]], "tuple[bytes, ...]"]


class Driver(Protocol):
    """What is used of the driver's connections, of either form."""

    connection_id: int | None
    in_transaction: bool

    def cmd_query(self, query: bytes) -> dict[str, Any]: ...
    def get_rows(self, count: int | None = None) -> tuple[list[tuple[Any, ...]], object]: ...
    def consume_results(self) -> None: ...
    def rollback(self) -> None: ...
    def reset_session(self) -> None: ...
    def cmd_init_db(self, database: str) -> object: ...
    def ping(self) -> None: ...
    def close(self) -> None: ...


# A value that a column can't hold is an error, a key of 0 is a key, and quotients have as many digits as elsewhere.
# Text compares by code point and with its trailing spaces, by whichever of the two collations for that there is.
SESSION = """SET SESSION
sql_mode = CONCAT(
  'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION',
  IF(FIND_IN_SET('ONLY_FULL_GROUP_BY', @@GLOBAL.sql_mode), ',ONLY_FULL_GROUP_BY', '')),
time_zone = '+00:00',
div_precision_increment = 16,
collation_connection = (
  SELECT MAX(collation_name) FROM information_schema.collations
  WHERE collation_name IN ('utf8mb4_0900_bin', 'utf8mb4_nopad_bin'))"""


def connect(config: MySQLConnectionConfig) -> Driver:
    """Open a connection of the driver's, in autocommit mode, with one statement a call and matched rows counted."""
    if C_EXTENSION_MISSING and not config.use_pure:
        _warn_of_pure_python()
    waiting = f", innodb_lock_wait_timeout = {config.lock_timeout}" if config.lock_timeout else ""
    driver: Any = mysql.connector.connect(
        **config.driver_settings,
        use_pure=config.use_pure or bool(C_EXTENSION_MISSING),
        charset="utf8mb4",
        collation="utf8mb4_bin",  # for the handshake: both servers know it
        autocommit=True,
        client_flags=[ClientFlag.FOUND_ROWS, -ClientFlag.MULTI_STATEMENTS],
        init_command=SESSION + waiting,
    )
    return driver  # type: ignore[no-any-return]


def describe(config: MySQLConnectionConfig) -> str:
    """Name the driver, its version and the form in use, such as `mysql-connector-python 9.7.0 (C extension)`."""
    form = "pure Python" if config.use_pure or C_EXTENSION_MISSING else "C extension"
    return f"mysql-connector-python {mysql.connector.__version__} ({form})"


@cache
def _warn_of_pure_python() -> None:
    warnings.warn(
        "mysql-connector-python runs in pure Python, about five times slower, for its C extension can't be loaded: "
        f"{C_EXTENSION_MISSING}. Versions 9.4 to 9.7 carry one that works with OpenSSL 3.0 too; use_pure=True says "
        "that pure Python is meant",
        RuntimeWarning,
        stacklevel=2,
    )


def results(driver: Driver, query: bytes) -> Iterator[dict[str, Any]]:
    """Run a statement that may have several results, as CALL has; each must be read before the next is asked for."""
    native: Any = driver
    if not hasattr(native, "next_result"):  # pure Python
        yield from native.cmd_query_iter(query)
        return
    yield native.cmd_query(query)
    while native.next_result():
        yield {}


def quoter(driver: Driver) -> Quote:
    """Return a function that has the driver write values for a statement, escaped and quoted; bytes are no text.

    The driver's cursors are not used: they look for the word DELIMITER in the values too, and then rewrite the
    statement; those for prepared statements send a float in four bytes and cut text at NUL.
    """
    native: Any = driver
    write = getattr(native, "prepare_for_mysql", None) or _converting(native.converter)

    def quote(values: Sequence[object]) -> tuple[bytes, ...]:
        written = zip(values, write(values))
        return tuple([b"_binary" + text if value.__class__ is bytes else text for value, text in written])

    return quote


def _converting(converter: Any) -> Callable[[Sequence[object]], list[bytes]]:
    return lambda values: [converter.quote(converter.escape(converter.to_mysql(value))) for value in values]
