"""Pools of real SQLite connections that are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rhosocial.activerecord.backend.connection import Pool, PoolSettings
from rhosocial.activerecord.backend.impl.sqlite import SQLiteConnectionConfig
from rhosocial.activerecord.backend.impl.sqlite.connection import SQLiteConnection
from rhosocial.activerecord.interface.connection import Connection


class CountedConnection(SQLiteConnection):
    """Notes whether it was closed, and how often it was tried."""

    closed = False
    pings = 0

    def ping(self) -> None:
        self.pings += 1
        super().ping()

    def close(self) -> None:
        self.closed = True
        super().close()


@dataclass
class Opener:
    """Opens connections to one file, or fails as it is told."""

    path: Path
    made: list[CountedConnection] = field(default_factory=list)
    error: Exception | None = None

    def connect(self) -> Connection:
        if self.error is not None:
            raise self.error
        connection = CountedConnection(SQLiteConnectionConfig(database=str(self.path), journal_mode="delete"))
        self.made.append(connection)
        return connection

    async def aconnect(self) -> Connection:
        return self.connect()


MakePool = Callable[..., Pool]


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    opener = Opener(tmp_path / "pool.db")
    yield opener
    for connection in opener.made:
        connection.close()


@pytest.fixture
def make_pool(opener: Opener) -> MakePool:
    def make(size: int = 2, timeout: float = 30.0, max_lifetime: float = 3600.0, idle_check: float = 5.0) -> Pool:
        return Pool(opener.connect, opener.aconnect, PoolSettings(size, timeout, max_lifetime, idle_check))

    return make
