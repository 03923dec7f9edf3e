"""Counters stay right whoever writes at the same time."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Deadlock,
    LockTimeout,
    SerializationFailure,
    StaleRecordError,
    belongs_to,
)
from rhosocial.activerecord.testsuite import Runner, Tables

CONFLICTS = (SerializationFailure, Deadlock, LockTimeout)


@pytest.fixture
def counting(run: Runner, tables: Tables) -> tuple[Any, Any]:
    class Shelf(ActiveRecord):
        books_count: int = 0

    class Book(ActiveRecord):
        shelf_id: int
        shelf: BelongsTo[Shelf] = belongs_to(counter_cache=True)

    run.drive(tables.create(Shelf, Book))
    run.drive(run(Shelf.insert_many, [{"id": 1}, {"id": 2}, {"id": 3}]))
    return Shelf, Book


async def agree(run: Runner, shelf: Any, book: Any) -> list[int]:
    counters: list[int] = await run(shelf.order_by("id").pluck, "books_count")
    assert counters == [await run(book.where(shelf_id=key).count) for key in (1, 2, 3)]
    return counters


async def test_records_made_at_the_same_time_are_all_counted(run: Runner, counting: tuple[Any, Any]) -> None:
    shelf, book = counting

    async def fill() -> None:
        done = 0
        while done < 5:
            with suppress(SerializationFailure):  # a server may refuse instead of letting it wait
                await run(book.create, shelf_id=1)
                done += 1

    assert await run.together(*[fill() for _ in range(6)]) == [None] * 6
    assert await agree(run, shelf, book) == [30, 0, 0]


async def test_records_moved_and_deleted_at_the_same_time_are_counted_where_they_are(
    run: Runner, counting: tuple[Any, Any]
) -> None:
    shelf, book = counting
    books = [await run(book.create, shelf_id=1) for _ in range(6)]
    refused: set[int] = set()

    async def shift(to: int) -> None:
        for known in books:
            mine = await run(book.query().get, known.id)
            try:
                if mine is not None:
                    await run(mine.update, shelf_id=to)
            except StaleRecordError:  # another has deleted it
                continue
            except CONFLICTS:  # a server lets one of them fail
                refused.add(known.id)

    async def remove() -> None:
        for known in books[::2]:
            with suppress(*CONFLICTS):
                await run((await run(book.find, known.id)).delete)

    await run.together(shift(2), shift(3), shift(2), remove())
    await agree(run, shelf, book)
    assert refused.issuperset(await run(book.where(shelf_id=1).ids))
