"""One SQLite connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ....interface.connection import Fetched
from ...connection import ThreadedConnection
from .config import SQLiteConnectionConfig
from .functions import register_functions

READ_ONLY = "PRAGMA query_only=ON"
"""Refuses writes on a connection until it is reset."""

_HARMLESS = (
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "REPLACE", "CREATE", "DROP", "ALTER", "BEGIN", "COMMIT",
    "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "EXPLAIN", "ANALYZE", "REINDEX", "VACUUM",
)  # fmt: skip


@lru_cache(maxsize=1024)
def _leaves_traces(sql: str) -> bool:
    """Tell whether a user's statement may change the session: a setting, an attached file, a temporary table."""
    text = sql.upper()
    return "TEMP" in text or not text.lstrip().startswith(_HARMLESS)


class SQLiteConnection(ThreadedConnection):
    """Python's sqlite3 in autocommit mode; async on a thread of its own.

    Args:
        config: Where the database lies.
    """

    def __init__(self, config: SQLiteConnectionConfig) -> None:
        self.driver = _connect(config)
        self.buffers = config.in_memory
        self._read_only = False
        self._is_altered = False
        try:
            self._set_up(config)
        except BaseException:
            self.driver.close()
            raise

    def _set_up(self, config: SQLiteConnectionConfig) -> None:
        if not config.in_memory:
            self.driver.execute(f"PRAGMA journal_mode={config.journal_mode}")
            self.driver.execute(f"PRAGMA synchronous={config.synchronous}")
        self._set()
        register_functions(self.driver)

    def _set(self) -> None:
        self.driver.execute("PRAGMA foreign_keys=ON")
        self.driver.execute("PRAGMA case_sensitive_like=ON")

    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        if sql is READ_ONLY:
            self._read_only = True
        cursor = self._run(sql, params) if describe else self.driver.execute(sql, params)
        rows = cursor.fetchall()
        columns = tuple(item[0] for item in cursor.description or ()) if describe else ()
        return Fetched(rows, self._rowcount(cursor), cursor.lastrowid, columns)

    def _run(self, sql: str, params: Sequence[object]) -> sqlite3.Cursor:
        """Run a user's own statement, and note what it may leave behind; one that fails leaves nothing."""
        before = self._is_altered
        self._is_altered = before or _leaves_traces(sql)
        try:
            return self.driver.execute(sql, params)
        except sqlite3.Error:
            self._is_altered = before
            raise

    def _rowcount(self, cursor: sqlite3.Cursor) -> int:
        """Return how many rows a statement wrote; sqlite3 does not count those of a write that begins with WITH."""
        if cursor.rowcount < 0 and cursor.description is None:
            changes: int = self.driver.execute("SELECT changes()").fetchone()[0]
            return changes
        return cursor.rowcount

    def open_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        cursor = self.driver.execute(sql, params)
        return _Buffer(cursor.fetchall()) if self.buffers else cursor

    def fetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        rows: Sequence[tuple[Any, ...]] = cursor.fetchmany(size)
        return rows

    def close_cursor(self, cursor: Any) -> None:
        cursor.close()

    def interrupt(self) -> None:
        self.driver.interrupt()

    def survives_interruption(self) -> bool:
        return True  # SQLite ends an interrupted statement cleanly

    def has_committed(self, error: BaseException) -> bool:
        interrupted = not isinstance(error, Exception) and error.__cause__ is None
        return interrupted and not self.driver.in_transaction

    def ping(self) -> None:
        self.driver.execute("SELECT 1")

    def is_clean(self) -> bool:
        return not self.driver.in_transaction and not self._read_only and not self._is_altered

    def in_transaction(self) -> bool:
        return self.driver.in_transaction

    def reset(self) -> None:
        """Undo what is open; one with other settings is replaced, or in memory given its own back."""
        self.driver.rollback()
        if self._is_altered and not self.buffers:
            self.broken = True
            return
        if self._is_altered:
            self._set()
            self._is_altered = False
        self.driver.execute("PRAGMA query_only=OFF")
        self._read_only = False

    def close(self) -> None:
        self.driver.close()
        self.stop_worker()


def _connect(config: SQLiteConnectionConfig) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            config.database,
            timeout=config.busy_timeout,
            isolation_level=None,
            check_same_thread=False,  # the pool hands it to one caller at a time
            cached_statements=config.cached_statements,
            uri=config.database.startswith("file:"),
        )
    except sqlite3.OperationalError as error:
        error.args = (f"{error}: {config.database}",)
        raise


class _Buffer:
    """The rows of a stream from memory: read at once, so that the only connection is free meanwhile."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._at = 0

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        rows = self._rows[self._at : self._at + size]
        self._at += size
        return rows

    def close(self) -> None:
        self._rows = []
