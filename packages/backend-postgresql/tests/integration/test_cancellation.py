"""Interrupted statements: the connection is sound or gone, and nobody reads another's rows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rhosocial.activerecord import DatabaseError
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend
from rhosocial.activerecord.backend.plan import TransactionOptions, arun, finish_plan

from .conftest import PATIENCE, MakeBackend, Sessions


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0)  # lets the other tasks run


async def cancelled_in_the_middle(sessions: Sessions, call: Awaitable[Any]) -> None:
    """Cancel a call while its statement runs on the server."""
    task = asyncio.ensure_future(call)
    await until(lambda: sessions.running("pg_sleep") == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_cancelled_statement_ends_on_the_server_and_its_connection_is_used_again(
    make_backend: MakeBackend, sessions: Sessions
) -> None:
    backend = make_backend(pool_size=1)

    async def main() -> None:
        before = (await backend.aexecute("SELECT pg_backend_pid() AS pid"))[0]
        for number in range(5):
            await cancelled_in_the_middle(sessions, backend.aexecute("SELECT pg_sleep(60), 'another''s row' AS x"))
            assert sessions.running("pg_sleep") == 0
            assert (await backend.aexecute("SELECT {n}::int AS n", {"n": number}))[0] == {"n": number}
        assert (await backend.aexecute("SELECT pg_backend_pid() AS pid"))[0] == before

    asyncio.run(main())


def test_a_cancelled_statement_fails_the_transaction_that_swallows_it(sessions: Sessions, item: Any) -> None:
    async def stubborn() -> None:
        async with item.atransaction():
            await item.acreate(code="a")
            with contextlib.suppress(asyncio.CancelledError):
                await item.backend().aexecute("SELECT pg_sleep(60)")

    async def main() -> None:
        task = asyncio.create_task(stubborn())
        await until(lambda: sessions.running("pg_sleep") == 1)
        task.cancel()
        with pytest.raises(DatabaseError, match="nothing was committed"):
            await task
        assert await item.acount() == 0

    asyncio.run(main())


def test_a_cancelled_block_is_rolled_back(sessions: Sessions, item: Any) -> None:
    async def block() -> None:
        async with item.atransaction():
            await item.acreate(code="a")
            async with item.atransaction():
                await item.backend().aexecute("SELECT pg_sleep(60)")

    async def main() -> None:
        await cancelled_in_the_middle(sessions, block())
        assert await item.acount() == 0

    asyncio.run(main())
    assert item.backend().pool.in_use == 0


def test_a_wait_for_a_connection_can_be_cancelled(make_backend: MakeBackend) -> None:
    backend = make_backend(pool_size=1)

    async def hold(started: asyncio.Event, release: asyncio.Event) -> None:
        await arun(backend.begin_plan(TransactionOptions()))
        started.set()
        await release.wait()
        await arun(finish_plan(backend, None))

    async def main() -> None:
        started, release = asyncio.Event(), asyncio.Event()
        holder = asyncio.create_task(hold(started, release))
        await started.wait()
        waiting = [asyncio.create_task(backend.aexecute("SELECT 1 AS one")) for _ in range(3)]
        await until(lambda: backend.pool.waiting == 3)
        waiting[0].cancel()
        await asyncio.wait(waiting[:1])
        release.set()
        assert [(await task)[0]["one"] for task in waiting[1:]] == [1, 1]
        await holder

    asyncio.run(main())
    assert backend.pool.in_use == 0


def test_ctrl_c_leaves_a_connection_that_works(backend: PostgreSQLBackend, sessions: Sessions) -> None:
    before = backend.execute("SELECT pg_backend_pid() AS pid")[0]
    done = threading.Event()

    def interrupt() -> None:
        while not done.is_set() and sessions.running("pg_sleep") == 0:
            done.wait(0.005)
        os.kill(os.getpid(), signal.SIGINT)

    killer = threading.Thread(target=interrupt)
    killer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            backend.execute("SELECT pg_sleep(60)")
    finally:
        done.set()
        killer.join()
    assert backend.execute("SELECT pg_backend_pid() AS pid")[0] == before
