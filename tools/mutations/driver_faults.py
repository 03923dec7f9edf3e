"""Faults in what is done with the connection: each a connection or a backend like SQLite's but for one mistake."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.backend.impl.sqlite.connection import SQLiteConnection
from rhosocial.activerecord.backend.plan import Plan
from rhosocial.activerecord.interface.connection import Connection, Fetched
from rhosocial.activerecord.interface.errors import DatabaseError, IntegrityError


class _Swallowing(SQLiteConnection):
    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        try:
            return super().execute(sql, params, describe)
        except sqlite3.IntegrityError:
            return Fetched([], 0)


class SwallowedError(SQLiteBackend):
    """Says nothing of a violated constraint."""

    def open_connection(self) -> Connection:
        return _Swallowing(self.config)


class _Forgetful(SQLiteConnection):
    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        return super().execute("ROLLBACK" if sql == "COMMIT" else sql, params, describe)


class LostCommit(SQLiteBackend):
    """Ends a block as if it were committed, and rolls it back."""

    def open_connection(self) -> Connection:
        return _Forgetful(self.config)


class WrongErrorClass(SQLiteBackend):
    """Does not tell one violated constraint from another."""

    def translate(self, error: Exception, sql: str | None, params: Sequence[object]) -> DatabaseError:
        meant = super().translate(error, sql, params)
        if isinstance(meant, IntegrityError):
            return IntegrityError(meant.message, sql=sql, params=tuple(params), driver_error=error)
        return meant


class LeakedConnection(SQLiteBackend):
    """Keeps the connection of a transaction that has ended."""

    def release_plan(self, connection: Connection) -> Plan[None]:
        yield from ()
