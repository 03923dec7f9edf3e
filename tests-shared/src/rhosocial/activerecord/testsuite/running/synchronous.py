"""The sync runner: coroutines that never suspend, driven by hand; what runs at the same time runs in threads."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextvars import copy_context
from types import TracebackType
from typing import Any, Generic, TypeVar

from typing_extensions import ParamSpec

from rhosocial.activerecord import DatabaseError
from rhosocial.activerecord.backend.plan import Plan
from rhosocial.activerecord.backend.plan import run as run_plan
from rhosocial.activerecord.base.transactions.transaction import TransactionBlock

from .runner import PATIENCE, Block, Runner, Signal, Stream, Stuck, twin

P = ParamSpec("P")
T = TypeVar("T")


class SyncRunner(Runner):
    """Calls the methods as they are named; no event loop runs."""

    mode = "sync"

    async def __call__(self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.refusing_unsent():
            return method(*args, **kwargs)

    async def in_the_other_form(self, method: Callable[P, Any], /, *args: P.args, **kwargs: P.kwargs) -> Any:
        return await twin(method)(*args, **kwargs)

    def each(self, method: Callable[P, Iterator[T]], /, *args: P.args, **kwargs: P.kwargs) -> Stream[T]:
        return _Iteration(method(*args, **kwargs))

    async def plan(self, plan: Plan[T]) -> T:
        with self.refusing_unsent():
            return run_plan(plan)

    def block(self, block: TransactionBlock) -> Block:
        return _Block(self, block)

    def closure(self, function: Callable[[], Coroutine[Any, Any, T]]) -> Callable[[], T]:
        return lambda: _finish(function())

    async def together(self, *parts: Coroutine[Any, Any, T]) -> list[T | DatabaseError]:
        threads = [_Part(self, part) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)  # before any of them raises: the case must not end while another still works
        return [thread.outcome() for thread in threads]

    def signal(self) -> Signal:
        return _Signal()

    async def until(self, condition: Callable[[], bool]) -> None:
        deadline, never = time.monotonic() + PATIENCE, threading.Event()
        while not condition():
            if time.monotonic() > deadline:
                raise Stuck(f"{condition} did not become true")
            never.wait(0.001)  # lets another thread run

    async def settle(self) -> None:
        """Nothing runs on where nothing is awaited."""

    def drive(self, case: Coroutine[Any, Any, T]) -> T:
        return copy_context().run(_finish, case)

    def close(self) -> None:
        self.backend.close()


def _finish(case: Coroutine[Any, Any, T]) -> T:
    try:
        case.send(None)
    except StopIteration as stop:
        value: T = stop.value
        return value
    case.close()
    raise TypeError("a case awaits nothing but its runner: await run(record.save), run.together(…), signal.wait()")


class _Iteration(AsyncIterator[T]):
    """A plain iterator for `async for`; left early, it is dropped as a plain one is."""

    def __init__(self, iterator: Iterator[T]) -> None:
        self._iterator = iterator

    async def __anext__(self) -> T:
        try:
            return next(self._iterator)
        except StopIteration:
            raise StopAsyncIteration from None

    async def aclose(self) -> None:
        iterator: Any = self._iterator
        iterator.close()


class _Block:
    """A plain block for `async with`."""

    def __init__(self, runner: Runner, block: TransactionBlock) -> None:
        self._runner = runner
        self._block = block

    async def __aenter__(self) -> TransactionBlock:
        with self._runner.refusing_unsent():
            return self._block.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        return bool(self._block.__exit__(kind, error, traceback))


class _Signal:
    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self) -> None:
        if not self._event.wait(PATIENCE):
            raise Stuck("a signal was not given")


class _Part(threading.Thread, Generic[T]):
    """One of several parts that run at the same time; a part that hangs does not keep the process alive."""

    def __init__(self, runner: SyncRunner, part: Coroutine[Any, Any, T]) -> None:
        super().__init__(daemon=True)
        self._drive = lambda: runner.drive(part)
        self._copied = copy_context()
        self._result: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._result.append(self._copied.run(self._drive))
        except BaseException as error:  # raised in the thread that waits
            self._error = error

    def outcome(self) -> T | DatabaseError:
        """Wait for the part and return what it came to."""
        self.join(PATIENCE)
        if self.is_alive():
            raise Stuck("a part of the case did not end")
        if self._error is None:
            return self._result[0]
        if isinstance(self._error, DatabaseError):
            return self._error
        raise self._error
