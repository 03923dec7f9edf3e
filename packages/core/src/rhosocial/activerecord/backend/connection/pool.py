"""One pool for every backend, sync and async."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from math import inf
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ...interface.connection import Connection
from ...interface.errors import PoolTimeout
from ...interface.slotted import slotted
from ..place import Place, place_of_caller
from ..plan import Plan, step_plan
from .forks import InheritedConnection, survive_forks

if TYPE_CHECKING:
    from concurrent.futures import Future

    Waiter = Future["Connection | None"]


@slotted
class PoolSettings:
    """How a pool behaves.

    Attributes:
        size: How many connections it opens at most.
        timeout: How many seconds a caller waits for one.
        max_lifetime: After how many seconds a connection is replaced when it comes back.
        idle_check: After how many idle seconds a connection is tried before it is handed out; one from whose server
            something came meanwhile is always tried.
    """

    size: int = 10
    timeout: float = 30.0
    max_lifetime: float = 3600.0
    idle_check: float = 5.0


class Holder(NamedTuple):
    """Who keeps a connection for longer than a statement: a transaction or a stream, begun somewhere at some time."""

    what: str
    place: Place
    since: float


class ConnectionPool(Protocol):
    """What a backend asks of its pool, or pools."""

    @property
    def in_use(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    def take(self) -> Connection | None: ...
    def acquire_plan(self) -> Plan[Connection]: ...
    def hold(self, connection: Connection, what: str) -> None: ...
    def put(self, connection: Connection) -> bool: ...
    def discard_plan(self, connection: Connection) -> Plan[None]: ...
    def close_plan(self) -> Plan[None]: ...


class Pool:
    """Hands out connections; callers that must wait are served first come, first served.

    Args:
        connect: Opens a connection.
        aconnect: Opens a connection, awaiting.
        settings: Its size and its limits.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        aconnect: Callable[[], Awaitable[Connection]],
        settings: PoolSettings,
    ) -> None:
        self.settings = settings
        self._connect = connect
        self._aconnect = aconnect
        self._forget()

    def _forget(self) -> None:
        """Start empty: when made, and in a forked child, where the parent's connections must not be touched."""
        self._lock = threading.RLock()  # the garbage collector may close a stream or a block while it is held
        self._idle: deque[tuple[Connection, float]] = deque()
        self._waiters: deque[Waiter] = deque()
        self._holders: dict[int, Holder] = {}
        self._open = 0
        self._closed_at = -inf
        self._pid = os.getpid()

    @property
    def in_use(self) -> int:
        """How many connections callers hold, those about to be opened for them among them."""
        with self._lock:
            return self._open - len(self._idle)

    @property
    def waiting(self) -> int:
        """How many callers wait for a connection."""
        with self._lock:
            return len(self._waiters)

    def take(self) -> Connection | None:
        """Return an idle connection that needs no check, or None; never waits."""
        if self._pid != os.getpid():
            self._forget()
        with self._lock:
            if not self._idle or self._waiters:
                return None
            connection, since = self._idle.pop()
            if time.monotonic() - since > self.settings.idle_check or connection.has_unread():
                self._idle.append((connection, since))
                return None
            return connection

    def acquire_plan(self) -> Plan[Connection]:
        """Return a working connection.

        Raises:
            PoolTimeout: None became free in time.
        """
        while True:
            granted = self._request()
            if granted is not None and not isinstance(granted, Connection):
                granted = yield from self._wait_plan(granted)
            if granted is None:
                return (yield from self._connect_plan())
            if (yield from self._works_plan(granted)):
                return granted

    def _request(self) -> Connection | Waiter | None:
        """Return an idle connection, None for leave to open one, or a place in the queue."""
        with self._lock:
            if self._idle and not self._waiters:
                return self._idle.pop()[0]
            if self._open < self.settings.size:
                self._open += 1
                return None
            from concurrent.futures import Future  # waiting is rare, and importing it is slow

            waiter: Waiter = Future()
            self._waiters.append(waiter)
            return waiter

    def _wait_plan(self, waiter: Waiter) -> Plan[Connection | None]:
        try:
            return (yield from step_plan(self._wait, self._await, waiter))
        except BaseException:
            yield from self._leave_plan(waiter)
            raise

    def _wait(self, waiter: Waiter) -> Connection | None:
        from concurrent.futures import TimeoutError as TimedOut

        try:
            return waiter.result(self.settings.timeout)
        except TimedOut:
            raise self._timed_out() from None

    async def _await(self, waiter: Waiter) -> Connection | None:
        import asyncio

        granted = asyncio.wrap_future(waiter)
        await asyncio.wait([granted], timeout=self.settings.timeout)  # before 3.12 wait_for loses a late cancellation
        if not granted.done():
            raise self._timed_out()
        return granted.result()

    def _leave_plan(self, waiter: Waiter) -> Plan[None]:
        """Give up a place in the queue; what was granted meanwhile goes to the next."""
        with self._lock:
            if waiter in self._waiters:
                self._waiters.remove(waiter)
        if waiter.done() and not waiter.cancelled():
            granted = waiter.result()
            if granted is None:
                self._slot_freed()
            elif not self.put(granted):
                yield from self.discard_plan(granted)

    def hold(self, connection: Connection, what: str) -> None:
        """Note that a connection in use stays so until it comes back: a timeout names who keeps it."""
        holder = Holder(what, place_of_caller(), time.monotonic())
        with self._lock:
            self._holders[id(connection)] = holder

    def _timed_out(self) -> PoolTimeout:
        now = time.monotonic()
        with self._lock:
            holders = sorted(self._holders.values(), key=lambda holder: holder.since)
        held = [f"\n  a {what}, for {now - since:.1f} s: {place}" for what, place, since in holders]
        return PoolTimeout(
            f"no connection became free within {self.settings.timeout} s: all {self.settings.size} are in use. "
            f"End transactions and streams sooner, or configure a larger pool{''.join(held)}"
        )

    def _connect_plan(self) -> Plan[Connection]:
        try:
            connection = yield from step_plan(self._connect, self._aconnect)
        except BaseException:
            self._slot_freed()
            raise
        survive_forks(connection)
        connection.opened_at = time.monotonic()
        return connection

    def _works_plan(self, connection: Connection) -> Plan[bool]:
        """Try a connection that lay idle; a dead one is closed and its place given back."""
        try:
            yield from step_plan(connection.ping, connection.aping)
        except BaseException as error:
            connection.broken = True
            yield from self.discard_plan(connection)
            if not isinstance(error, Exception):
                raise
            return False
        return True

    def put(self, connection: Connection) -> bool:
        """Take a clean connection back; False where it must be discarded instead."""
        now = time.monotonic()
        with self._lock:
            if self._holders:
                self._holders.pop(id(connection), None)
            opened_at = connection.opened_at
            if connection.broken or now - opened_at > self.settings.max_lifetime or opened_at <= self._closed_at:
                return False
            while self._waiters:
                waiter = self._waiters.popleft()
                if waiter.set_running_or_notify_cancel():
                    waiter.set_result(connection)
                    return True
            self._idle.append((connection, now))
        return True

    def discard_plan(self, connection: Connection) -> Plan[None]:
        """Close a connection that is not to be used again, after `put` refused it."""
        if isinstance(connection, InheritedConnection):
            return  # the parent's pool counts it
        self._slot_freed()
        try:
            yield from step_plan(connection.close, connection.aclose)
        except Exception as error:
            if not connection.broken:  # a broken one often can't even be closed
                raise error

    def _slot_freed(self) -> None:
        """Let the next in the queue open a connection, or note that one fewer is open."""
        with self._lock:
            while self._waiters:
                waiter = self._waiters.popleft()
                if waiter.set_running_or_notify_cancel():
                    waiter.set_result(None)
                    return
            self._open -= 1

    def close_plan(self) -> Plan[None]:
        """Close the idle connections; those in use are closed when they come back."""
        for connection in self._take_idle():
            yield from self.discard_plan(connection)

    def close_idle(self) -> None:
        """Close the idle connections without awaiting, for connections whose `close` works in either world."""
        for connection in self._take_idle():
            self._slot_freed()
            connection.close()

    def _take_idle(self) -> list[Connection]:
        if self._pid != os.getpid():
            self._forget()
        with self._lock:
            self._closed_at = time.monotonic()
            idle, self._idle = [connection for connection, _ in self._idle], deque()
        return idle
