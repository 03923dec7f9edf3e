"""What both forms of a connection share: psycopg's own state, read without asking the server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGconn

from rhosocial.activerecord.backend.connection import unread_on
from rhosocial.activerecord.interface.connection import Connection, Fetched

Row = tuple[Any, ...]
BlockingDriver = psycopg.Connection[Row]
AwaitableDriver = psycopg.AsyncConnection[Row]
AnyCursor = psycopg.Cursor[Row] | psycopg.AsyncCursor[Row]

MAX_KEPT = 100
"""A cursor keeps the server's reply to its last statement; one with more rows is replaced to free it."""

SESSION = (
    (b"TimeZone", b"UTC", "SET TIME ZONE 'UTC'"),
    (b"IntervalStyle", b"postgres", "SET intervalstyle TO postgres"),
    (b"DateStyle", b"ISO", "SET datestyle TO ISO"),
)
"""A parameter that the server reports, what our types rely on, and the statement that makes it so."""

RESET = (
    "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); "
    "DISCARD TEMP; DISCARD SEQUENCES"
)
"""DISCARD ALL but for the prepared statements, which psycopg counts on: after a user's own PREPARE one is replaced."""


_TRACES = re.compile("advisory_lock|set_config", re.IGNORECASE)
"""The functions that leave something behind; a transaction's own locks are `advisory_xact_lock`."""


@lru_cache(maxsize=1024)
def leaves_traces(sql: str) -> bool:
    """Tell whether a query, by `func` or in a piece of raw SQL, calls what changes the session."""
    return _TRACES.search(sql) is not None


@lru_cache(maxsize=1024)
def _prepares(sql: str) -> bool:
    return "PREPARE" in sql.upper()


class Stream(NamedTuple):
    """An open stream: a cursor on the server, and whether its transaction was begun for it."""

    cursor: Any
    owns_transaction: bool


class PsycopgConnection(Connection):
    """A connection of psycopg's in autocommit mode.

    Attributes:
        pgconn: libpq's side of it.
        names: Numbers the streams.
        session: The statements that make the session what our types rely on, judged by what the server reported.
        is_touched: Whether SQL of the user's own ran, which may have left anything behind.
        is_replaced: Whether some of that can't be undone.
    """

    def __init__(self, pgconn: PGconn) -> None:
        self.pgconn = pgconn
        self.names = count(1)
        found = {name: pgconn.parameter_status(name) or b"" for name, _, _ in SESSION}
        self.session = [sql for name, wanted, sql in SESSION if found[name].split(b",")[0] != wanted]
        self.is_touched = False
        self.is_replaced = False
        self._has_unread = unread_on(pgconn.socket)

    def note(self, sql: str, is_users: bool) -> None:
        """Note what a statement may leave behind."""
        if is_users:
            self.is_touched = True
            self.is_replaced = self.is_replaced or _prepares(sql)
        elif leaves_traces(sql):
            self.is_touched = True

    def in_transaction(self) -> bool:
        """Tell whether a transaction is open, failed ones included."""
        return self.pgconn.transaction_status != TransactionStatus.IDLE

    def has_unread(self) -> bool:
        return self._has_unread()

    def is_clean(self) -> bool:
        return not self.is_touched and not self.in_transaction()

    def survives_interruption(self) -> bool:
        """psycopg cancels the statement and waits for its end; only where that fails something is still under way."""
        return self.pgconn.transaction_status not in (TransactionStatus.ACTIVE, TransactionStatus.UNKNOWN)

    def close(self) -> None:
        self.pgconn.finish()

    async def aclose(self) -> None:
        self.pgconn.finish()


def fetched(cursor: AnyCursor, rows: Sequence[Row], describe: bool) -> Fetched:
    """Return what a cursor received."""
    columns = tuple(column.name for column in cursor.description or ()) if describe else ()
    return Fetched(rows, cursor.rowcount, None, columns)


def check_commit(sql: str, cursor: AnyCursor) -> None:
    """Raise where a COMMIT was answered by ROLLBACK, which is how the server ends a failed transaction."""
    if sql == "COMMIT" and cursor.statusmessage == "ROLLBACK":
        raise psycopg.errors.InFailedSqlTransaction("COMMIT saved nothing: an earlier statement had failed")
