"""One MySQL or MariaDB connection."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import mysql.connector

from rhosocial.activerecord.backend.connection import ThreadedConnection, unread_on
from rhosocial.activerecord.interface.connection import Fetched

from .config import MySQLConnectionConfig
from .driver import DRIVER_ERRORS, connect, quoter, results
from .errors import DUPLICATE_KEY
from .keys import find_key
from .sockets import socket_of
from .stream import Stream

_HARMLESS = (
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE", "START TRANSACTION", "COMMIT", "ROLLBACK", "SAVEPOINT",
    "RELEASE", "CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE", "DROP", "ALTER", "EXPLAIN", "SHOW",
)  # fmt: skip
_TRACES = re.compile(r"GET_LOCK|(?<!@)@(?!@)", re.IGNORECASE)
"""What leaves something behind in any statement: a named lock, a variable of the user's."""

READS_OTHERWISE = b"SELECT FIND_IN_SET('NO_BACKSLASH_ESCAPES', @@sql_mode) > 0 OR @@character_set_client <> 'utf8mb4'"


@lru_cache(maxsize=1024)
def _leaves_traces(sql: str, is_users: bool) -> bool:
    """Tell whether a statement may change the session beyond its transaction: a variable, a temporary table, a lock.

    SET TRANSACTION, too, if it is a user's: it is about whatever transaction comes next.
    """
    start = sql[:20].lstrip().upper()
    begins = start.startswith("SET TRANSACTION") and not is_users
    return not (begins or start.startswith(_HARMLESS)) or _TRACES.search(sql) is not None


class MySQLConnection(ThreadedConnection):
    """A connection of mysql-connector-python in autocommit mode; async on a thread of its own.

    Args:
        config: Where the server is.
    """

    def __init__(self, config: MySQLConnectionConfig) -> None:
        self.config = config
        self.driver = connect(config)
        self.session = self.driver.connection_id or 0
        self._quote = quoter(self.driver)
        self._stream: Stream | None = None
        self._is_altered = False
        socket = socket_of(self.driver)
        self._has_unread = unread_on(socket) if socket is not None else None

    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        try:
            return self._execute(sql, params, describe)
        except DRIVER_ERRORS as error:
            if getattr(error, "errno", None) == DUPLICATE_KEY:
                error.key = find_key(self, str(error), sql)  # type: ignore[attr-defined]
            raise

    def _execute(self, sql: str, params: Sequence[object], describe: bool) -> Fetched:
        if not _leaves_traces(sql, describe):
            return self._fetched(self._send(sql, params), describe)
        self._is_altered = True
        self._make_way()
        all_results = results(self.driver, self._written(sql, params))
        fetched = self._fetched(next(all_results), describe)
        for _ in all_results:
            self.driver.consume_results()
        self._check_reading()
        return fetched

    def _fetched(self, result: dict[str, Any], describe: bool) -> Fetched:
        if "columns" not in result:
            return Fetched((), result["affected_rows"], result["insert_id"] or None)
        rows = self.driver.get_rows()[0]
        names = tuple(column[0] for column in result["columns"]) if describe else ()
        return Fetched(rows, len(rows), None, names)

    def _check_reading(self) -> None:
        """Close a session that a statement has left reading text otherwise than values are written: they could be SQL.

        Raises:
            ProgrammingError: It has.
        """
        self.driver.cmd_query(READS_OTHERWISE)
        if self.driver.get_rows()[0][0][0]:
            self.broken = True
            self.driver.close()
            raise mysql.connector.ProgrammingError(
                "the statement changed how this session reads text (NO_BACKSLASH_ESCAPES, or another character set "
                "than utf8mb4), so that values could become SQL: the session was closed"
            )

    def _send(self, sql: str, params: Sequence[object]) -> dict[str, Any]:
        self._make_way()
        return self.driver.cmd_query(self._written(sql, params))

    def _make_way(self) -> None:
        """Read the rows of a stream that is open, in a transaction, out of a statement's way."""
        if self._stream is not None:
            self._stream.read_all()
            self._stream = None

    def _written(self, sql: str, params: Sequence[object]) -> bytes:
        """Put the values, as the driver writes them, in place of `%s`; `%%` becomes a percent sign."""
        try:
            return sql.encode() % tuple(self._quote(params))
        except UnicodeEncodeError:
            raise
        except (TypeError, ValueError) as error:
            raise mysql.connector.ProgrammingError(f"the parameters don't fit the statement: {error}") from error

    def open_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        self._is_altered = self._is_altered or _leaves_traces(sql, False)
        self._send(sql, params)
        self._stream = Stream(self.driver)
        return self._stream

    def fetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        rows: Sequence[tuple[Any, ...]] = cursor.fetch(size)
        return rows

    def close_cursor(self, cursor: Any) -> None:
        """End a stream: its rows are read to the end in a transaction, elsewhere the connection is given up."""
        if self._stream is cursor:
            self._stream = None
        if cursor.is_open and not self.driver.in_transaction:
            self.broken = True
            _kill(self.config, self.session)
        cursor.close()

    def interrupt(self) -> None:
        """Have the server end the session, on a thread of its own: the caller is an event loop."""
        threading.Thread(target=_kill, args=(self.config, self.session), daemon=True).start()

    def has_unread(self) -> bool:
        return self._has_unread is not None and self._has_unread()

    def ping(self) -> None:
        self.driver.ping()

    def is_clean(self) -> bool:
        """Tell from the server's last word; after a deadlock that is out of date on the safe side."""
        return self._stream is None and not self._is_altered and not self.driver.in_transaction

    def in_transaction(self) -> bool:
        return self.driver.in_transaction

    def reset(self) -> None:
        if self._is_altered or self._stream is not None:
            self.driver.reset_session()  # also rolls back
            if self.config.database is None:
                self.broken = True  # nothing undoes USE
            else:
                self.driver.cmd_init_db(self.config.database)
        else:
            self.driver.rollback()
        self._is_altered = False

    def close(self) -> None:
        self.driver.close()
        self.stop_worker()


def _kill(config: MySQLConnectionConfig, session: int) -> None:
    """End a session from a connection of its own; where that can't be, its statement runs to its end."""
    try:
        killer = connect(config)
        killer.cmd_query(b"KILL %d" % session)
        killer.close()
    except DRIVER_ERRORS:
        return
