"""Rows are streamed in chunks, with flat memory, and a stream may be left at any time."""

from __future__ import annotations

import gc
import tracemalloc
from contextlib import aclosing
from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Tables, served_by, statements

ROWS, WIDTH = 600, 16_000
FLAT = ROWS * WIDTH // 3


@pytest.fixture
def authors(run: Runner, library: Library) -> list[str]:
    """Ten authors; returns their names in order."""
    names = [f"Author {number}" for number in range(10)]
    run.drive(run(library.Author.insert_many, [{"name": name} for name in names]))
    return names


@pytest.mark.parametrize("chunk", [1, 3, 5, 10, 11])
async def test_every_row_comes_once(run: Runner, library: Library, authors: list[str], chunk: int) -> None:
    query = library.Author.order_by("id")
    assert [author.name async for author in run.each(query.iterate, chunk)] == authors
    batches = [batch async for batch in run.each(query.in_batches, chunk)]
    assert [author.name for batch in batches for author in batch] == authors
    assert {len(batch) for batch in batches[:-1]} <= {chunk}
    assert all(batches)


async def test_an_empty_result_streams_nothing(run: Runner, library: Library) -> None:
    assert [author async for author in run.each(library.Author.query().iterate)] == []
    assert [batch async for batch in run.each(library.Author.query().in_batches)] == []


async def test_a_stream_is_one_statement(run: Runner, library: Library, authors: list[str]) -> None:
    with statements() as sent:
        assert len([author async for author in run.each(library.Author.query().iterate, 2)]) == 10
    assert len([sql for sql in sent.sql if "SELECT" in sql]) == 1


async def test_a_stream_left_early_leaves_nothing_behind(
    run: Runner, library: Library, authors: list[str], backends: MakeBackend
) -> None:
    model = served_by(library.Author, backends(pool_size=1))
    for number in range(3):
        async for author in run.each(model.order_by("id").iterate, 2):
            if author.name == authors[number]:
                break
        await run.settle()
        assert await run(model.count) == 10


@pytest.mark.parametrize("form", ["iterate", "in_batches"])
async def test_a_stream_that_is_closed_gives_its_connection_back_at_once(
    run: Runner, library: Library, authors: list[str], backends: MakeBackend, form: str
) -> None:
    backend: Any = backends()
    model = served_by(library.Author, backend)
    async with aclosing(run.each(getattr(model.order_by("id"), form), 2)) as stream:
        await anext(stream)
    assert backend.pool.in_use == 0


async def test_an_error_in_the_loop_ends_the_stream(
    run: Runner, library: Library, authors: list[str], backends: MakeBackend
) -> None:
    model = served_by(library.Author, backends(pool_size=1))

    async def failing() -> None:
        async for _ in run.each(model.order_by("id").iterate, 2):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    gc.collect()
    await run.settle()
    assert await run(model.count) == 10


async def test_a_stream_in_a_transaction_sees_and_lets_be_written(
    run: Runner, library: Library, authors: list[str]
) -> None:
    async with run.transaction():
        await run(library.Author.create, name="Author 10")
        async for author in run.each(library.Author.order_by("id").iterate, 3):
            await run(author.update, born=1900 + author.id % 100)
    assert await run(library.Author.where(born=None).count) == 0
    assert await run(library.Author.count) == 11


async def test_two_streams_at_once_keep_apart(run: Runner, library: Library, authors: list[str]) -> None:
    first = run.each(library.Author.order_by("id").iterate, 2)
    second = run.each(library.Author.order_by("-id").iterate, 3)
    seen = [(author.name, (await second.__anext__()).name) async for author in first]
    assert seen == list(zip(authors, reversed(authors)))
    assert [author async for author in second] == []


async def test_memory_stays_flat(run: Runner, tables: Tables) -> None:
    class Page(ActiveRecord):
        text: Annotated[str, Field(max_length=WIDTH)]

    await tables.create(Page)
    for start in range(0, ROWS, 100):
        await run(Page.insert_many, [{"text": chr(97 + number % 26) * WIDTH} for number in range(start, start + 100)])
    gc.collect()
    tracemalloc.start()
    try:
        seen = await _count(run, Page)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seen == ROWS
    assert peak < FLAT


async def _count(run: Runner, page: Any) -> int:
    seen = 0
    async for found in run.each(page.query().iterate, 20):
        seen += len(found.text) == WIDTH
    return seen
