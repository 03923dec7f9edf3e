"""What a case uses to call the library: the same words whether it runs sync or async."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, ClassVar, Protocol, TypeVar

from typing_extensions import ParamSpec

from rhosocial.activerecord import DatabaseError, UnsupportedFeatureError
from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.plan import Plan, TransactionOptions
from rhosocial.activerecord.base.transactions.transaction import TransactionBlock

from ..observing import statements

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

PATIENCE = 20.0
"""After how many seconds something that never happens fails a case."""


class Stuck(AssertionError):
    """Something that a case waits for did not happen."""


class Signal(Protocol):
    """Lets one of several concurrent parts of a case wait for another."""

    def set(self) -> None:
        """Say that it happened."""

    async def wait(self) -> None:
        """Wait until it did."""


class Block(Protocol):
    """A transaction or a savepoint, for `async with` whatever the mode."""

    async def __aenter__(self) -> TransactionBlock: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool: ...


class Stream(Protocol[T_co]):
    """What a method such as `query.iterate`, or its twin, yields; it may be closed before its end."""

    def __aiter__(self) -> AsyncIterator[T_co]: ...
    async def __anext__(self) -> T_co: ...
    async def aclose(self) -> None: ...


class Runner(ABC):
    """Runs a case; each case is written once, as a coroutine that awaits nothing but its runner.

    Args:
        backend: The backend under test.

    Examples:
        >>> async def test_a_deleted_record_is_gone(run: Runner, library: Library) -> None:
        ...     author = await run(library.Author.create, name="Ann", email="ann@example.com")
        ...     await run(author.delete)
        ...     assert await run(library.Author.count) == 0
    """

    mode: ClassVar[str]

    def __init__(self, backend: StorageBackend) -> None:
        self.backend = backend
        self.watches_refusals = False

    @contextmanager
    def refusing_unsent(self) -> Iterator[None]:
        """Hold a call that ends in `UnsupportedFeatureError` to having sent nothing, where that end is expected."""
        if not self.watches_refusals:
            yield
            return
        with statements() as sent:
            try:
                yield
            except UnsupportedFeatureError as error:
                if sent.sql:
                    raise AssertionError(f"{sent.sql} was sent, and then the call was refused: {error}") from error
                raise

    @abstractmethod
    async def __call__(self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a method of the library, or its twin with an `a` in front."""

    @abstractmethod
    async def in_the_other_form(self, method: Callable[P, Any], /, *args: P.args, **kwargs: P.kwargs) -> Any:
        """Call the form of a method that this mode does not use."""

    @abstractmethod
    def each(self, method: Callable[P, Iterator[T]], /, *args: P.args, **kwargs: P.kwargs) -> Stream[T]:
        """Iterate what a method such as `query.iterate`, or its twin, yields."""

    @abstractmethod
    async def plan(self, plan: Plan[T]) -> T:
        """Run a plan of the backend's."""

    @abstractmethod
    def block(self, block: TransactionBlock) -> Block:
        """Enter and leave a transaction block."""

    def transaction(
        self, backend: StorageBackend | None = None, *, isolation: str | None = None, read_only: bool = False
    ) -> Block:
        """Open a transaction, or a savepoint inside one.

        Args:
            backend: Another backend than the one under test.
            isolation: The isolation level.
            read_only: Whether writes are refused.
        """
        return self.block(TransactionBlock(backend or self.backend, TransactionOptions(isolation, read_only)))

    @abstractmethod
    def closure(self, function: Callable[[], Coroutine[Any, Any, T]]) -> Callable[[], Any]:
        """Return a coroutine function as methods that call one take it: `run_in_transaction`, or its twin."""

    @abstractmethod
    async def together(self, *parts: Coroutine[Any, Any, T]) -> list[T | DatabaseError]:
        """Run parts of a case at the same time, in threads or tasks.

        Returns:
            What each returned, or the DatabaseError that it ended with; any other error is raised.
        """

    @abstractmethod
    def signal(self) -> Signal:
        """Make a signal."""

    @abstractmethod
    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the others run until a condition holds."""

    @abstractmethod
    async def settle(self) -> None:
        """Wait for what a case left running, such as the closing of a stream that it left early."""

    @abstractmethod
    def drive(self, case: Coroutine[Any, Any, T]) -> T:
        """Run a case from outside."""

    @abstractmethod
    def close(self) -> None:
        """Close the backend and what the runner holds."""


def twin(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return the async twin of a bound method: `record.asave` for `record.save`."""
    owner, name = method.__self__, method.__name__  # type: ignore[attr-defined]
    found: Callable[..., Any] = getattr(owner, f"a{name}")
    return found
