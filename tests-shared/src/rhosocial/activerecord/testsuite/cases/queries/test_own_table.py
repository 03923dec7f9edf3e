"""Writes and conditions that look into the table they write, and cut queries as sets to look in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from rhosocial.activerecord import col, count, exists, max_, outer
from rhosocial.activerecord.testsuite import Library, Runner


@pytest.fixture(autouse=True)
def books(run: Runner, library: Library) -> None:
    """Three authors; the first has one book, the second two, the third three, each dearer than the one before."""
    authors = run.drive(run(library.Author.insert_many, [{"name": name, "born": 1} for name in "ABC"]))
    rows: list[dict[str, Any]] = [
        {"author_id": author.id, "title": f"{author.name}{number}", "price": Decimal(10 * place + number)}
        for place, author in enumerate(authors, 1)
        for number in range(1, place + 1)
    ]
    run.drive(run(library.Book.insert_many, rows))


async def _titles(run: Runner, library: Library) -> list[str]:
    titles: list[str] = await run(library.Book.order_by("title").pluck, "title")
    return titles


async def test_delete_looks_into_its_own_table(run: Runner, library: Library) -> None:
    book: Any = library.Book
    dear = book.where(price__gt=20).select("author_id")
    assert await run(book.where(col(book.author_id).in_(dear), title__endswith="1").delete) == 2
    assert await _titles(run, library) == ["A1", "B2", "C2", "C3"]


async def test_update_takes_a_value_from_its_own_table(run: Runner, library: Library) -> None:
    book: Any = library.Book
    dearest = book.query().only(max_(col(book.price))).as_scalar()
    assert await run(book.where(title="A1").update, price=dearest) == 1
    assert (await run(book.where(title="A1").one)).price == Decimal(33)


async def test_the_table_is_named_twice_and_told_apart(run: Runner, library: Library) -> None:
    book: Any = library.Book
    other = book.alias("other")
    better = book.query().from_(other).where(other.author_id == outer(book.author_id), other.price > outer(book.price))
    assert await run(book.where(exists(better)).delete) == 3
    assert await _titles(run, library) == ["A1", "B2", "C3"]


async def test_each_row_is_compared_with_its_own_group(run: Runner, library: Library) -> None:
    book: Any = library.Book
    best = book.group_by("author_id").only(max_(col(book.price)))
    assert await run(book.where(col(book.price).not_in(best)).update, title="less") == 3
    assert await _titles(run, library) == ["A1", "B2", "C3", "less", "less", "less"]
    many = book.group_by("author_id").having(count() > 2).select("author_id")
    assert await run(book.where(col(book.author_id).in_(many)).delete) == 3


async def test_a_cut_query_is_a_set_to_look_in(run: Runner, library: Library) -> None:
    book: Any = library.Book
    three = book.order_by("-price").limit(3)
    assert await run(book.where(col(book.id).in_(three)).order_by("title").pluck, "title") == ["C1", "C2", "C3"]
    assert await run(book.where(col(book.id).not_in(three)).order_by("title").pluck, "title") == ["A1", "B1", "B2"]
    dearest = book.order_by("-price").limit(1).select("author_id")
    assert await run(library.Author.where(col(library.Author.id).in_(dearest)).pluck, "name") == ["C"]
    assert await run(book.where(col(book.id).in_(three)).delete) == 3
    assert await _titles(run, library) == ["A1", "B1", "B2"]
