"""The settings of a SQLite database."""

from __future__ import annotations

import os
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field

from ....interface.errors import ConfigurationError
from ...base import ConnectionConfig

MEMORY = ":memory:"


class SQLiteConnectionConfig(ConnectionConfig):
    """Where a SQLite database lies and how it is opened.

    Attributes:
        database: A file's path, or `:memory:` for one that lives as long as the backend.
        busy_timeout: How many seconds a writer waits for another.
        journal_mode: `wal` lets readers and a writer work at the same time.
        synchronous: `normal` is safe with WAL; `full` survives a power cut to the last commit.
        cached_statements: How many prepared statements each connection keeps.
    """

    environment_prefix: ClassVar[str] = "ACTIVERECORD_SQLITE_"

    database: str = MEMORY
    busy_timeout: float = Field(default=5.0, ge=0)
    journal_mode: str = Field(default="wal", pattern="^(?i:wal|delete|truncate|persist|memory|off)$")
    synchronous: str = Field(default="normal", pattern="^(?i:off|normal|full|extra)$")
    cached_statements: int = Field(default=256, ge=0)

    @property
    def in_memory(self) -> bool:
        """Whether the database lives in memory, and so on one connection."""
        return self.database in (MEMORY, "")

    @property
    def place(self) -> str | None:
        """The file, wherever the program stands and whatever links lead there."""
        return None if self.in_memory else os.path.realpath(self.database)

    @classmethod
    def settings_of(cls, url: str) -> dict[str, Any]:
        """Split `sqlite:///relative.db`, `sqlite:////absolute.db` or `sqlite://` (in memory)."""
        parts = urlsplit(url)
        if parts.netloc or "://" not in url:
            wrong = "names a host" if parts.netloc else "lacks ://"
            raise ConfigurationError(
                f"{url!r} {wrong}; a SQLite URL has three slashes before a relative path, "
                "and four before an absolute one"
            )
        path = unquote(parts.path)
        return {"database": path[1:] or MEMORY, **dict(parse_qsl(parts.query))}
