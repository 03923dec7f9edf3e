"""Pools for drivers whose async connections belong to one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

from ...interface.connection import Connection
from ..plan import Plan, step_plan
from .pool import Pool, PoolSettings


class LoopPool(NamedTuple):
    """The pool of one event loop, and what closes it before the loop ends."""

    pool: Pool
    guard: AsyncIterator[None]


class LoopPools:
    """A pool for all blocking callers, and one for each event loop.

    `asyncio.run` closes a loop's async generators before the loop, and one that waits for it closes the loop's pool.
    A loop that ends without it leaves its pool to be closed at the next chance.

    Args:
        connect: Opens a connection for blocking callers.
        aconnect: Opens a connection for the running event loop.
        settings: The size and the limits of each pool.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        aconnect: Callable[[], Awaitable[Connection]],
        settings: PoolSettings,
    ) -> None:
        self._arguments = (connect, aconnect, settings)
        self._blocking = Pool(*self._arguments)
        self._of_loop: dict[asyncio.AbstractEventLoop, LoopPool] = {}

    @property
    def in_use(self) -> int:
        """How many connections callers hold, of all pools."""
        return sum(pool.in_use for pool in self._pools())

    @property
    def waiting(self) -> int:
        """How many callers wait for a connection, of all pools."""
        return sum(pool.waiting for pool in self._pools())

    def _pools(self) -> tuple[Pool, ...]:
        return (self._blocking, *[entry.pool for entry in list(self._of_loop.values())])

    def take(self) -> Connection | None:
        """Return None: only a step of the plan knows whether its caller blocks or awaits."""
        return None

    def acquire_plan(self) -> Plan[Connection]:
        """Return a working connection for the caller's world.

        Raises:
            PoolTimeout: None became free in time.
        """
        pool = yield from step_plan(self._for_caller, self._for_loop)
        connection = pool.take()
        return (yield from pool.acquire_plan()) if connection is None else connection

    def _for_caller(self) -> Pool:
        self._sweep()
        return self._blocking

    async def _for_loop(self) -> Pool:
        loop = asyncio.get_running_loop()
        entry = self._of_loop.get(loop)
        if entry is None:
            self._sweep()
            entry = self._of_loop[loop] = LoopPool(Pool(*self._arguments), self._guard(loop))
            await anext(entry.guard)
        return entry.pool

    async def _guard(self, loop: asyncio.AbstractEventLoop) -> AsyncIterator[None]:
        """Wait to be closed with the loop's other async generators, then close its pool."""
        try:
            yield
        finally:
            entry = self._of_loop.pop(loop, None)
            if entry is not None:
                entry.pool.close_idle()

    def _sweep(self) -> None:
        """Close the pools of loops that ended without closing their async generators."""
        for loop in list(self._of_loop):
            if loop.is_closed() and (entry := self._of_loop.pop(loop, None)) is not None:
                entry.pool.close_idle()

    def hold(self, connection: Connection, what: str) -> None:
        """Note that a connection in use stays so until it comes back."""
        pool = self._home(connection)
        if pool is not None:
            pool.hold(connection, what)

    def put(self, connection: Connection) -> bool:
        """Take a clean connection back; False where it must be discarded instead."""
        pool = self._home(connection)
        return pool is not None and pool.put(connection)

    def _home(self, connection: Connection) -> Pool | None:
        if connection.loop is None:
            return self._blocking
        entry = self._of_loop.get(connection.loop)
        return None if entry is None else entry.pool

    def discard_plan(self, connection: Connection) -> Plan[None]:
        """Close a connection that is not to be used again."""
        pool = self._home(connection)
        if pool is None:
            connection.close()
        else:
            yield from pool.discard_plan(connection)

    def close_plan(self) -> Plan[None]:
        """Close the idle connections of every pool; those in use are closed when they come back."""
        yield from ()
        self._sweep()
        for pool in self._pools():
            pool.close_idle()
