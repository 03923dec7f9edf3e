"""The pool's promises to tasks: order, timeouts, and places given up by those who are cancelled."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rhosocial.activerecord import PoolTimeout
from rhosocial.activerecord.backend.connection import Pool
from rhosocial.activerecord.backend.plan import arun, run


async def acquire(pool: Pool) -> Any:
    connection = pool.take()
    return await arun(pool.acquire_plan()) if connection is None else connection


async def release(pool: Pool, connection: Any) -> None:
    if not pool.put(connection):
        await arun(pool.discard_plan(connection))


async def turns(pool: Pool, waiting: int) -> None:
    """Let other tasks run until so many wait."""
    while pool.waiting != waiting:  # noqa: ASYNC110 (the pool has no event for it)
        await asyncio.sleep(0)


def test_tasks_are_served_first_come_first_served(make_pool: Any) -> None:
    async def main() -> list[int]:
        pool, got = make_pool(size=1), []

        async def work(label: int) -> None:
            connection = await acquire(pool)
            got.append(label)
            await release(pool, connection)

        held, tasks = await acquire(pool), []
        for label in range(5):
            tasks.append(asyncio.create_task(work(label)))
            await turns(pool, label + 1)
        await release(pool, held)
        await asyncio.gather(*tasks)
        return got

    assert asyncio.run(main()) == [0, 1, 2, 3, 4]


def test_a_task_that_waits_too_long_times_out(make_pool: Any) -> None:
    async def main() -> None:
        pool = make_pool(size=1, timeout=0.01)
        held = await acquire(pool)
        with pytest.raises(PoolTimeout, match="all 1 are in use"):
            await acquire(pool)
        assert pool.waiting == 0
        await release(pool, held)
        assert await acquire(pool) is held

    asyncio.run(main())


def test_a_cancelled_waiter_leaves_the_queue(make_pool: Any) -> None:
    async def main() -> None:
        pool = make_pool(size=1)
        held = await acquire(pool)
        task = asyncio.create_task(acquire(pool))
        await turns(pool, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert pool.waiting == 0
        await release(pool, held)
        assert pool.in_use == 0
        assert await acquire(pool) is held

    asyncio.run(main())


def test_a_connection_granted_to_a_waiter_cancelled_meanwhile_goes_to_the_next(make_pool: Any) -> None:
    async def main() -> None:
        pool = make_pool(size=1)
        held = await acquire(pool)
        cancelled, patient = asyncio.create_task(acquire(pool)), asyncio.create_task(acquire(pool))
        await turns(pool, 2)
        await release(pool, held)  # grants it to the first
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        assert await asyncio.wait_for(patient, 10) is held
        assert (pool.in_use, pool.waiting) == (1, 0)

    asyncio.run(main())


def test_a_place_granted_to_a_waiter_cancelled_meanwhile_goes_to_the_next(make_pool: Any) -> None:
    async def main() -> None:
        pool = make_pool(size=1)
        held = await acquire(pool)
        cancelled, patient = asyncio.create_task(acquire(pool)), asyncio.create_task(acquire(pool))
        await turns(pool, 2)
        held.broken = True
        run(pool.discard_plan(held))
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        await asyncio.wait_for(patient, 10)
        assert (pool.in_use, pool.waiting) == (1, 0)

    asyncio.run(main())


@pytest.mark.parametrize("turns_before_cancel", range(6))
def test_cancelled_at_any_turn_no_place_is_lost(make_pool: Any, turns_before_cancel: int) -> None:
    async def main() -> None:
        pool = make_pool(size=1, idle_check=-1)
        await release(pool, await acquire(pool))

        async def work() -> None:
            connection = await acquire(pool)
            try:
                await asyncio.sleep(0)
            finally:
                await release(pool, connection)

        tasks = [asyncio.create_task(work()) for _ in range(4)]
        for _ in range(turns_before_cancel):
            await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)
        assert (pool.in_use, pool.waiting) == (0, 0)
        await asyncio.wait_for(acquire(pool), 10)

    asyncio.run(main())


def test_threads_and_tasks_share_one_queue(make_pool: Any) -> None:
    async def main() -> None:
        pool = make_pool(size=1)
        held = await acquire(pool)

        def blocking() -> None:
            connection = run(pool.acquire_plan())
            assert pool.put(connection)

        thread = asyncio.get_running_loop().run_in_executor(None, blocking)
        await turns(pool, 1)
        task = asyncio.create_task(acquire(pool))
        await turns(pool, 2)
        await release(pool, held)
        await asyncio.wait_for(thread, 10)
        assert await asyncio.wait_for(task, 10) is held

    asyncio.run(main())
