"""One backend, many worlds: threads, event loops one after another and side by side, and both at once."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rhosocial.activerecord import ConfigurationError
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend

from .conftest import PATIENCE, MakeBackend, Sessions


async def one(backend: PostgreSQLBackend) -> int:
    found: int = (await backend.aexecute("SELECT 1 AS one"))[0]["one"]
    return found


async def several(backend: PostgreSQLBackend) -> int:
    return sum(await asyncio.gather(*[one(backend) for _ in range(20)]))


def test_a_loop_that_asyncio_ran_leaves_no_session(backend: PostgreSQLBackend, sessions: Sessions) -> None:
    for _ in range(5):
        assert asyncio.run(several(backend)) == 20
        assert sessions.become(0)


@pytest.mark.filterwarnings("error::ResourceWarning")
def test_a_loop_that_just_ends_leaves_none_after_the_next_call(backend: PostgreSQLBackend, sessions: Sessions) -> None:
    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(several(backend)) == 20
    loop.close()
    assert len(sessions.states()) > 1
    backend.execute("SELECT 1")
    assert sessions.become(1)
    del loop
    gc.collect()


def test_loops_in_threads_run_side_by_side(make_backend: MakeBackend, sessions: Sessions) -> None:
    backend = make_backend(pool_size=3)
    together = threading.Barrier(4)

    def work(_: int) -> int:
        async def main() -> int:
            await one(backend)
            together.wait(PATIENCE)
            return await several(backend)

        return asyncio.run(main())

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(work, range(4))) == [20] * 4
    assert sessions.become(0)


def test_threads_share_the_blocking_pool(make_backend: MakeBackend, sessions: Sessions) -> None:
    backend = make_backend(pool_size=3)

    def work(number: int) -> int:
        found: int = backend.execute("SELECT {n}::int AS n", {"n": number})[0]["n"]
        return found

    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(work, range(300))) == list(range(300))
    assert 1 <= len(sessions.states()) <= 3


def test_blocking_calls_inside_a_loop_have_connections_of_their_own(item: Any) -> None:
    async def main() -> list[str]:
        await item.acreate(code="a")
        item.create(code="b")
        return [found.code async for found in item.query().order_by("code")]

    assert asyncio.run(main()) == ["a", "b"]


def test_a_transaction_belongs_to_the_world_that_began_it(item: Any, backend: PostgreSQLBackend) -> None:
    async def main() -> None:
        async with item.atransaction():
            with pytest.raises(ConfigurationError, match="must be awaited"):
                item.count()
            await item.acreate(code="a")
        with item.transaction():
            with pytest.raises(ConfigurationError, match="can't be awaited"):
                await item.acount()
            item.create(code="b")

    asyncio.run(main())
    assert item.count() == 2
    assert backend.pool.in_use == 0


def test_a_stream_still_open_when_its_loop_ends_is_closed(item: Any, sessions: Sessions) -> None:
    item.insert_many([{"code": f"{number}"} for number in range(50)])
    kept = []

    async def main() -> None:
        stream = item.query().aiterate(chunk=10)
        kept.append(stream)
        await anext(stream)

    asyncio.run(main())
    assert sessions.become(1)  # the blocking one


def test_closing_reaches_every_pool(backend: PostgreSQLBackend, sessions: Sessions) -> None:
    backend.execute("SELECT 1")
    loop = asyncio.new_event_loop()
    loop.run_until_complete(several(backend))
    backend.close()
    assert sessions.become(0)
    assert loop.run_until_complete(one(backend)) == 1
    loop.run_until_complete(backend.aclose())
    assert sessions.become(0)
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
