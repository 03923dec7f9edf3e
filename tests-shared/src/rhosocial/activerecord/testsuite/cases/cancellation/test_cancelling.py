"""A task may be cancelled anywhere: nobody gets another's rows, nothing is half saved, no connection is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Sessions, modes, served_by, where
from rhosocial.activerecord.testsuite.cancelling import at_every_await

pytestmark = modes("async")


@pytest.fixture
def authors(library: Library, backends: MakeBackend) -> Any:
    """The author's model on a backend with a single connection, which must survive or be replaced."""
    return served_by(library.Author, backends(pool_size=1, pool_timeout=5))


async def test_nobody_gets_the_rows_of_a_cancelled_query(run: Runner, authors: Any) -> None:
    await run(authors.insert_many, [{"name": f"Author {number}"} for number in range(20)])

    async for _ in at_every_await(lambda: authors.where(name="Author 1").aall()):
        assert [author.name for author in await run(authors.where(name="Author 2").all)] == ["Author 2"]


async def test_a_connection_whose_opening_is_cancelled_takes_no_place(run: Runner, authors: Any) -> None:
    async def first() -> None:
        await authors.backend().aclose()
        await authors.acount()

    async for _ in at_every_await(first):
        await run.settle()
        assert authors.backend().pool.in_use == 0
        assert await run(authors.count) == 0


async def test_a_cancelled_create_is_whole_or_not_there(run: Runner, authors: Any) -> None:
    async for _ in at_every_await(lambda: authors.acreate(name="Ann", born=1970)):
        assert await run(authors.where(name="Ann").pluck, "born") in ([], [1970])
        await run(authors.query().all_rows().delete)


async def test_a_cancelled_transaction_is_whole_or_not_there(
    run: Runner, authors: Any, library: Library, sessions: Sessions
) -> None:
    async def transfer() -> None:
        async with authors.atransaction():
            await authors.acreate(name="Ann")
            await authors.acreate(name="Ben")

    async for _ in at_every_await(transfer):
        assert await run(library.Author.count) in (0, 2)
        assert not sessions.in_transaction(await sessions.of(authors.backend()))
        await run(library.Author.query().all_rows().delete)


@where("savepoints")
async def test_a_cancelled_inner_block_leaves_no_half(run: Runner, authors: Any, library: Library) -> None:
    async def nested() -> None:
        async with authors.atransaction():
            await authors.acreate(name="Ann")
            async with authors.atransaction():
                await authors.acreate(name="Ben")

    async for _ in at_every_await(nested):
        assert await run(library.Author.count) in (0, 2)
        await run(library.Author.query().all_rows().delete)


async def test_a_cancelled_stream_gives_its_connection_back(run: Runner, authors: Any) -> None:
    await run(authors.insert_many, [{"name": f"Author {number}"} for number in range(20)])

    async def stream() -> None:
        async for _ in authors.order_by("id").aiterate(6):
            await asyncio.sleep(0)

    async for _ in at_every_await(stream):
        await run.settle()
        assert await run(authors.count) == 20


async def test_who_gives_up_waiting_leaves_the_queue(run: Runner, authors: Any) -> None:
    backend = authors.backend()
    taken, given_up = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with authors.atransaction():
            taken.set()
            await given_up.wait()

    holding = asyncio.ensure_future(hold())
    await taken.wait()
    waiting = [asyncio.ensure_future(authors.acount()) for _ in range(3)]
    await run.until(lambda: backend.pool.waiting == 3)
    waiting[0].cancel()
    await asyncio.wait(waiting[:1])
    given_up.set()
    assert await asyncio.gather(holding, *waiting[1:]) == [None, 0, 0]
    assert waiting[0].cancelled()


async def test_a_long_statement_is_given_up(run: Runner, authors: Any) -> None:
    await run(authors.insert_many, [{"name": f"Author {number}"} for number in range(400)])
    table = authors.__mapping__.table.name
    slow = f"SELECT COUNT(*) FROM {table} a, {table} b, {table} c, {table} d WHERE a.id <> b.id + c.id * d.id"
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(authors.backend().aexecute(slow), 0.1)
    assert await run(authors.count) == 400
