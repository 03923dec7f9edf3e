"""Async for a driver that only blocks: one worker thread for each connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ...interface.connection import Connection, Fetched
from .halves import refuse_await, refuse_wait

if TYPE_CHECKING:
    import asyncio

    from .worker import Worker

T = TypeVar("T")


class ThreadedConnection(Connection):
    """Gives the async half of a connection by its sync half on a thread of its own.

    A transaction uses the half that began it, as it must where a driver has two.
    """

    _worker: Worker | None = None
    _is_bound = False

    def bind(self, is_awaited: bool) -> None:
        if not is_awaited:
            self._is_bound = True
            return
        only_awaited = {"execute": self._on_worker(self.execute), "open_cursor": self._on_worker(self.open_cursor)}
        vars(self).update(only_awaited)  # in the way of the methods, which need not ask each time

    def unbind(self) -> None:
        self._is_bound = False
        for name in ("execute", "open_cursor"):
            vars(self).pop(name, None)

    def _on_worker(self, function: Callable[..., T]) -> Callable[..., T]:
        """Return a function that refuses to run on another thread than the connection's own."""
        worker = self._worker

        def checked(*arguments: object) -> T:
            if worker is None or threading.get_ident() != worker.ident:
                refuse_wait()
            return function(*arguments)

        return checked

    def interrupt(self) -> None:
        """Stop the statement that runs on the thread, if the driver can."""

    async def _hop(self, function: Callable[..., T], *arguments: object) -> T:
        """Call a function on the thread; a cancelled wait interrupts it and waits until it has ended.

        Raises:
            CancelledError: The wait was cancelled; its cause is what the function raised, if it did.
            ConfigurationError: A transaction is open that was begun without await.
        """
        if self._is_bound:
            refuse_await()
        import asyncio  # a program without async need not wait for it

        from .worker import Worker

        if self._worker is None:
            self._worker = Worker(f"{type(self).__name__}-{id(self):x}")
        future = self._worker.submit(function, *arguments)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError as cancelled:
            if not future.done():
                self.interrupt()
            raise cancelled from await _outcome(future)

    def stop_worker(self) -> None:
        """Let the thread end."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    async def aexecute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        return await self._hop(self.execute, sql, params, describe)

    async def aopen_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        return await self._hop(self.open_cursor, sql, params, size)

    async def afetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        return await self._hop(self.fetch, cursor, size)

    async def aclose_cursor(self, cursor: Any) -> None:
        await self._hop(self.close_cursor, cursor)

    async def aping(self) -> None:
        await self._hop(self.ping)

    async def areset(self) -> None:
        await self._hop(self.reset)

    async def aclose(self) -> None:
        await self._hop(self.close)
        self.stop_worker()


async def open_on_thread(open_connection: Callable[[], Connection]) -> Connection:
    """Open a connection on another thread; a cancelled wait waits until it is open, and closes it.

    Raises:
        CancelledError: The wait was cancelled.
    """
    import asyncio

    future = asyncio.get_running_loop().run_in_executor(None, open_connection)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        if await _outcome(future) is None and not future.cancelled():
            future.result().close()
        raise


async def _outcome(future: asyncio.Future[Any]) -> BaseException | None:
    """Wait until a future is done, even if cancelled again, and return what it raised."""
    import asyncio

    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError:
            continue
    return None if future.cancelled() else future.exception()
