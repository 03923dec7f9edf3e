"""A target whose database is on a server, which the run names by its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .databases import databases
from .target import Target

if TYPE_CHECKING:
    from rhosocial.activerecord.backend.base import StorageBackend

    from .running import Runner


class ServerTarget(Target):
    """A backend under test whose server is there where the run has its URL.

    Attributes:
        backend_type: The backend's class, made of a config.
        config_type: The config's class, made of a URL.
        session_sql: The statement whose `id` is what the server calls the session that sends it.
    """

    backend_type: ClassVar[Any]
    config_type: ClassVar[Any]
    session_sql: ClassVar[str]
    kills_running = True

    def __init__(self) -> None:
        self.database = next(database for database in databases() if database.name == self.name)

    @property
    def why_absent(self) -> str:
        return self.database.why_absent

    def create_backend(self, **settings: Any) -> StorageBackend:
        config = self.config_type.from_url(self.database.url or "")
        backend: StorageBackend = self.backend_type(config.model_copy(update=settings))
        return backend

    async def session_id(self, run: Runner, backend: StorageBackend) -> Any:
        found = await run(backend.execute, self.session_sql)
        return found[0]["id"]
