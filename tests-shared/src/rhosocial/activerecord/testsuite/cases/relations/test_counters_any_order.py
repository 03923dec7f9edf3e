"""Counters against plain counting: whatever is done in whatever order, rows and records have the number there is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhosocial.activerecord import ActiveRecord, BelongsTo, HasMany, Rollback, SoftDeleteMixin, belongs_to, has_many
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.testsuite import Runner, Tables, examples

Step = tuple[str, int, int]

VERBS = ["create", "create", "nest", "assign", "assign", "add", "add", "remove", "leave", "hide", "show", "delete"]
VERBS += ["begin", "begin", "commit", "rollback", "rollback"]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.integers(0, 2)), min_size=10, max_size=25)


class Place:
    """Where a book is: on a shelf or on none, seen or hidden."""

    def __init__(self, shelf: int | None) -> None:
        self.shelf = shelf
        self.hidden = False


class Machine:
    """Does the same to books and to their places, and compares what the shelves count.

    Args:
        run: The case's runner.
        shelves: The shelves.
        book: The books' model.
        depth: How many blocks may be open at once.
    """

    def __init__(self, run: Runner, shelves: list[Any], book: Any, depth: int) -> None:
        self.run = run
        self.shelves = shelves
        self.book = book
        self.depth = depth
        self.places: dict[Any, Place] = {}
        self.blocks: list[tuple[Any, dict[Any, Place]]] = []

    async def do(self, step: Step) -> None:
        """Take one step: with the book of a number, if there are any, and a shelf."""
        verb, number, shelf = step
        books = list(self.places)
        if verb in ("create", "nest", "begin", "commit", "rollback"):
            await getattr(self, verb)(shelf)
        elif books:
            await getattr(self, verb)(books[number % len(books)], shelf)
        await self.compare()

    async def create(self, shelf: int) -> None:
        made = await self.run(self.shelves[shelf].related("books").create)
        self.places[made] = Place(shelf)

    async def nest(self, shelf: int) -> None:
        made = await self.run(self.book.create, shelf=self.shelves[shelf])
        self.places[made] = Place(shelf)

    async def assign(self, book: Any, shelf: int) -> None:
        book.shelf = self.shelves[(shelf + 1) % 3]  # changed once more before it is saved
        book.shelf = self.shelves[shelf]
        await self.run(book.save)
        self.places[book].shelf = shelf

    async def add(self, book: Any, shelf: int) -> None:
        await self.run(self.shelves[shelf].related("books").add, book)
        self.places[book].shelf = shelf

    async def remove(self, book: Any, shelf: int) -> None:
        where = self.places[book].shelf
        if where is not None:
            await self.run(self.shelves[where].related("books").remove, book)
            self.places[book].shelf = None

    async def leave(self, book: Any, shelf: int) -> None:
        book.shelf = None
        await self.run(book.save)
        self.places[book].shelf = None

    async def hide(self, book: Any, shelf: int) -> None:
        await self.run(book.delete)
        self.places[book].hidden = True

    async def show(self, book: Any, shelf: int) -> None:
        await self.run(book.restore)
        self.places[book].hidden = False

    async def delete(self, book: Any, shelf: int) -> None:
        await self.run(book.delete, hard=True)
        del self.places[book]

    async def begin(self, shelf: int) -> None:
        if len(self.blocks) < self.depth:
            block = self.run.transaction()
            await block.__aenter__()
            self.blocks.append((block, {book: deepcopy(place) for book, place in self.places.items()}))

    async def commit(self, shelf: int) -> None:
        if self.blocks:
            await self.blocks.pop()[0].__aexit__(None, None, None)

    async def rollback(self, shelf: int) -> None:
        if self.blocks:
            block, self.places = self.blocks.pop()
            await block.__aexit__(Rollback, Rollback(), None)
            for book in self.places:
                book.restore_attributes()  # assignments outlive a rollback

    async def compare(self) -> None:
        """Hold rows and records to what there is."""
        seen = [place.shelf for place in self.places.values() if not place.hidden]
        expected = [seen.count(number) for number in range(3)]
        assert await self.run(type(self.shelves[0]).order_by("id").pluck, "books_count") == expected
        assert [shelf.books_count for shelf in self.shelves] == expected
        assert [shelf.changes for shelf in self.shelves] == [{}, {}, {}]


@pytest.fixture
def models(run: Runner, tables: Tables) -> tuple[Any, Any]:
    class Shelf(ActiveRecord):
        books_count: int = 0
        books: HasMany[Book] = has_many(inverse_of="shelf")

    class Book(SoftDeleteMixin, ActiveRecord):
        shelf_id: int | None = None
        shelf: BelongsTo[Shelf | None] = belongs_to(counter_cache=True, inverse_of="books")

    run.drive(tables.create(Shelf, Book))
    return Shelf, Book


@examples(40)
@given(steps=STEPS)
async def test_shelves_count_what_is_on_them(
    run: Runner, models: tuple[Any, Any], capabilities: Capabilities, steps: list[Step]
) -> None:
    shelf, book = models
    await run(book.with_deleted().all_rows().delete, hard=True)
    await run(shelf.query().all_rows().delete)
    shelves = [await run(shelf.create) for _ in range(3)]
    machine = Machine(run, shelves, book, 3 if capabilities.savepoints else 1)
    try:
        for step in steps:
            await machine.do(step)
    finally:
        while machine.blocks:
            await machine.rollback(0)
    await machine.compare()
    assert await run(shelf.verify_counters) == {}
