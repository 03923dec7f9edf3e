"""What a driver's connection must offer; a backend's author writes one of these."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


class Fetched(NamedTuple):
    """What a driver gave back for one statement, in its own form."""

    rows: Sequence[tuple[Any, ...]]
    rowcount: int
    last_id: int | None = None
    columns: tuple[str, ...] = ()


class Connection(ABC):
    """One connection to a database, in autocommit mode: BEGIN and COMMIT come as statements.

    A driver that is only sync implements the plain half and mixes in `ThreadedConnection` for the other; a driver that
    has both implements each half in a class of its own, on `BlockingConnection` and `AwaitableConnection`.

    Attributes:
        broken: Set where the connection must not be used again.
        opened_at: When it was opened, on the monotonic clock.
        loop: The event loop that alone may use it; None where any caller may.
        buffers: Whether an open stream holds all its rows, so that others may use the connection meanwhile.
    """

    broken: bool = False
    opened_at: float = 0.0
    loop: AbstractEventLoop | None = None
    buffers: bool = False

    def bind(self, is_awaited: bool) -> None:  # noqa: B027 - a driver with two forms refuses the other's calls anyway
        """Note that a transaction has begun: all its statements are awaited, or none is."""

    def unbind(self) -> None:  # noqa: B027
        """Note that the transaction has ended."""

    def survives_interruption(self) -> bool:
        """Tell, just after Ctrl-C or a cancelled task interrupted a statement, whether it is sound."""
        return False

    def has_committed(self, error: BaseException) -> bool:
        """Tell, just after a COMMIT that raised, whether it is known to have succeeded all the same."""
        return False

    @abstractmethod
    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        """Run a statement and fetch everything, with the names of the columns on request."""

    @abstractmethod
    def open_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        """Begin to stream a statement's rows."""

    @abstractmethod
    def fetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        """Fetch the next rows of a stream; empty at its end."""

    @abstractmethod
    def close_cursor(self, cursor: Any) -> None:
        """End a stream."""

    @abstractmethod
    def ping(self) -> None:
        """Raise unless the connection works."""

    @abstractmethod
    def is_clean(self) -> bool:
        """Tell, without asking the server, whether the next caller would find nothing of the last one's."""

    def in_transaction(self) -> bool:
        """Tell, without asking the server, whether a transaction is open; override it where more is unclean."""
        return not self.is_clean()

    def has_unread(self) -> bool:
        """Tell, without asking the server, whether something came from it unasked: mostly, that it has hung up."""
        return False

    @abstractmethod
    def reset(self) -> None:
        """Make it as clean as a new one; or set `broken`, or raise, to have it replaced."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    @abstractmethod
    async def aexecute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        """Run a statement and fetch everything, with the names of the columns on request."""

    @abstractmethod
    async def aopen_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        """Begin to stream a statement's rows."""

    @abstractmethod
    async def afetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        """Fetch the next rows of a stream; empty at its end."""

    @abstractmethod
    async def aclose_cursor(self, cursor: Any) -> None:
        """End a stream."""

    @abstractmethod
    async def aping(self) -> None:
        """Raise unless the connection works."""

    @abstractmethod
    async def areset(self) -> None:
        """Make it as clean as a new one, or raise."""

    @abstractmethod
    async def aclose(self) -> None:
        """Close it."""
