"""What a backend's author tells the suite: how to make the backend, and how to look at its server from outside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from rhosocial.activerecord.backend.base import StorageBackend

    from .running import Runner


@dataclass(frozen=True)
class Deviation:
    """A case that a backend does not pass, and why; the run fails when it passes after all.

    Attributes:
        case: Which: `"types/test_text.py::test_nul"`, with `*` and `?` as in file names.
        reason: What the server does instead, in a sentence.
        link: Where that is documented or discussed.
        mode: `"sync"` or `"async"` where it concerns only one of them.
    """

    case: str
    reason: str
    link: str
    mode: str | None = None


class Target(ABC):
    """A backend under test.

    What the server can do is not said here: the suite reads the `capabilities` of the backend itself.

    Attributes:
        name: What reports call it.
        driver: The driver and its version, as `"sqlite3 3.45.1"`.
        deviations: The cases it does not pass.
        impatient: Settings of a backend that waits a fraction of a second for a lock; empty where there are none.
        kills_running: Whether `kill_session` may come while a statement runs, as where a server does it.
        serves_processes: Whether several processes may use the database at a time.
    """

    name: ClassVar[str]
    driver: ClassVar[str]
    deviations: Sequence[Deviation] = ()
    impatient: Mapping[str, Any] = {}
    kills_running: bool = False
    serves_processes: bool = True

    @property
    def why_absent(self) -> str:
        """Why this run leaves the target out; empty where it is there."""
        return ""

    @abstractmethod
    def create_backend(self, **settings: Any) -> StorageBackend:
        """Make a backend on the test database, with these settings on top; nothing is connected yet."""

    @abstractmethod
    def server(self, backend: StorageBackend) -> str:
        """Name the server and its version, as `"PostgreSQL 15.9"`."""

    def close(self) -> None:  # noqa: B027  # most have nothing to remove
        """Remove what the target made beside the database; called once the backends are closed."""

    async def session_id(self, run: Runner, backend: StorageBackend) -> Any:
        """Return what the server calls the session that serves the transaction open here.

        Raises:
            NotImplementedError: The database knows no sessions; cases that need them are left out.
        """
        raise NotImplementedError(f"{self.name} knows no sessions")

    def kill_session(self, admin: StorageBackend, session: Any) -> None:
        """End a session from outside, as an administrator does, and wait until it has ended."""
        raise NotImplementedError(f"{self.name} knows no sessions")

    def cancel_statement(self, admin: StorageBackend, session: Any) -> None:
        """End the statement that a session runs, if it runs one, from outside, and leave the session be."""
        raise NotImplementedError(f"{self.name} knows no sessions")

    def server_in_transaction(self, admin: StorageBackend, session: Any) -> bool:
        """Ask the server whether a session has a transaction open."""
        raise NotImplementedError(f"{self.name} knows no sessions")
