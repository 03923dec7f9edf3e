"""A pool for each event loop: closed with its loop, or at the next chance after it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rhosocial.activerecord import ConfigurationError
from rhosocial.activerecord.backend.connection import AwaitableConnection, BlockingConnection, PoolSettings
from rhosocial.activerecord.backend.connection.loops import LoopPools
from rhosocial.activerecord.backend.plan import arun, run
from rhosocial.activerecord.interface.connection import Connection

from .conftest import Opener


@pytest.fixture
def pools(opener: Opener) -> LoopPools:
    async def aconnect() -> Connection:
        connection = opener.connect()
        connection.loop = asyncio.get_running_loop()
        return connection

    return LoopPools(opener.connect, aconnect, PoolSettings(size=2))


async def use(pools: LoopPools) -> Any:
    connection = await arun(pools.acquire_plan())
    assert pools.put(connection)
    return connection


def test_each_loop_has_connections_of_its_own(pools: LoopPools) -> None:
    blocking = run(pools.acquire_plan())
    assert pools.put(blocking)
    first, second = asyncio.run(use(pools)), asyncio.run(use(pools))
    assert len({blocking, first, second}) == 3
    assert run(pools.acquire_plan()) is blocking


def test_one_loop_uses_its_connection_again(pools: LoopPools, opener: Opener) -> None:
    async def main() -> None:
        assert await use(pools) is await use(pools)

    asyncio.run(main())
    assert len(opener.made) == 1


def test_a_pool_is_closed_with_its_loop(pools: LoopPools, opener: Opener) -> None:
    asyncio.run(use(pools))
    assert opener.made[0].closed


def test_a_loop_that_closed_no_generators_is_noticed_at_the_next_chance(pools: LoopPools, opener: Opener) -> None:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(use(pools))
    loop.close()
    assert not opener.made[0].closed
    assert pools.put(run(pools.acquire_plan()))
    assert [connection.closed for connection in opener.made] == [True, False]


def test_a_connection_whose_loop_is_gone_is_closed_when_it_comes_back(pools: LoopPools, opener: Opener) -> None:
    connection = asyncio.run(arun(pools.acquire_plan()))
    assert not pools.put(connection)
    run(pools.discard_plan(connection))
    assert opener.made[0].closed


def test_closing_reaches_every_pool_and_what_is_in_use_when_it_comes_back(pools: LoopPools, opener: Opener) -> None:
    held = run(pools.acquire_plan())
    loop = asyncio.new_event_loop()
    loop.run_until_complete(use(pools))
    assert (pools.in_use, pools.waiting) == (1, 0)
    run(pools.close_plan())
    assert [connection.closed for connection in opener.made] == [False, True]
    assert not pools.put(held)
    run(pools.discard_plan(held))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


def test_the_halves_refuse_each_other() -> None:
    blocking: Any = BlockingConnection
    awaitable: Any = AwaitableConnection
    for call in (blocking.aexecute(None, "", ()), blocking.afetch(None, None, 1), blocking.aping(None)):
        with pytest.raises(ConfigurationError, match="can't be awaited"):
            asyncio.run(call)
    with pytest.raises(ConfigurationError, match="must be awaited"):
        awaitable.execute(None, "", ())
    with pytest.raises(ConfigurationError, match="must be awaited"):
        awaitable.reset(None)
