"""SQLite as the conformance suite sees it: a session is a connection of this process, killed by closing it."""

from __future__ import annotations

import platform
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.testsuite import Runner, Target


class SQLiteTarget(Target):
    """A database in a file of its own, for each process."""

    name = "sqlite"
    driver = f"sqlite3 of Python {platform.python_version()}"
    impatient = {"busy_timeout": 0.05}

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()

    def create_backend(self, **settings: Any) -> StorageBackend:
        return SQLiteBackend(database=str(Path(self._folder.name) / "conformance.db"), **settings)

    def close(self) -> None:
        self._folder.cleanup()

    def server(self, backend: StorageBackend) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    async def session_id(self, run: Runner, backend: StorageBackend) -> Any:
        transaction: Any = backend.transaction
        return transaction.connection.driver

    def kill_session(self, admin: StorageBackend, session: sqlite3.Connection) -> None:
        session.close()

    def cancel_statement(self, admin: StorageBackend, session: sqlite3.Connection) -> None:
        session.interrupt()

    def server_in_transaction(self, admin: StorageBackend, session: sqlite3.Connection) -> bool:
        return session.in_transaction


sqlite = SQLiteTarget()
