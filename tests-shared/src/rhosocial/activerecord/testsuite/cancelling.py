"""Cancelling a task at its first await, at its second, and so on to the last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 200
"""No operation of the library awaits so often; a loop that never ends is a fault."""


async def at_every_await(operation: Callable[[], Coroutine[Any, Any, object]]) -> AsyncIterator[int]:
    """Run an operation again and again, cancelled one await later each time, until it gets through.

    Yields:
        How many awaits it was allowed, after each run that was cancelled; look at what it left behind.
    """
    for allowed in range(1, MOST):
        try:
            await cancelled_at(allowed, operation())
        except Cancelled:
            yield allowed
        else:
            return
    raise AssertionError(f"cancelled {MOST} awaits later it has still not ended")


async def cancelled_at(allowed: int, operation: Coroutine[Any, Any, T]) -> T:
    """Run an operation in a task of its own that is cancelled at one of its awaits.

    Raises:
        Cancelled: It was; an operation that awaits less often gets through.
    """
    task = asyncio.ensure_future(_Cancelled(operation, allowed).run())
    await asyncio.wait([task])
    if task.cancelled():
        raise Cancelled
    result: T = task.result()
    return result


class Cancelled(Exception):
    """An operation was cancelled, as was wanted."""


class _Cancelled(Coroutine[Any, Any, object]):
    """A coroutine that cancels its own task when it has awaited so often."""

    def __init__(self, inner: Coroutine[Any, Any, object], allowed: int) -> None:
        self._inner = inner
        self._left = allowed

    async def run(self) -> Any:
        """Await the coroutine."""
        return await self

    def __await__(self) -> Any:
        return self

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def send(self, value: Any) -> Any:
        waited_for = self._inner.send(value)
        self._left -= 1
        if self._left == 0:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        return waited_for

    def throw(self, kind: Any, value: BaseException | object = None, traceback: TracebackType | None = None) -> Any:
        return self._inner.throw(kind)

    def close(self) -> None:
        self._inner.close()
