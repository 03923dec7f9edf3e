"""Writes by query that reach further than conditions on the table itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from rhosocial.activerecord import Rollback, coalesce, col, count, sum_
from rhosocial.activerecord.testsuite import Runner, requires, statements


@pytest.fixture(autouse=True)
def books(run: Runner, library: Any) -> None:
    """Two books of each of three authors."""
    rows: list[Any] = [{"id": n, "name": f"A{n}"} for n in (1, 2, 3)]
    run.drive(run(library.Author.insert_many, rows))
    rows = [{"id": n, "author_id": (n + 1) // 2, "title": f"B{n}", "price": Decimal(n)} for n in range(1, 7)]
    run.drive(run(library.Book.insert_many, rows))


async def test_delete_through_a_relation(run: Runner, library: Any) -> None:
    assert await run(library.Book.where(author__name="A2").delete) == 2
    assert await run(library.Book.order_by("id").ids) == [1, 2, 5, 6]


async def test_update_through_a_join(run: Runner, library: Any) -> None:
    query = library.Book.join(library.Book.author).where(library.Book.author.name == "A1")
    assert await run(query.update, year=1999) == 2
    assert await run(library.Book.where(year=1999).order_by("id").ids) == [1, 2]


async def test_update_of_the_first_rows(run: Runner, library: Any) -> None:
    assert await run(library.Book.order_by("-price").limit(2).update, year=1) == 2
    assert await run(library.Book.where(year=1).order_by("id").ids) == [5, 6]


async def test_delete_of_what_a_relation_says(run: Runner, library: Any) -> None:
    await run(library.Book.where(author_id=3).delete)
    assert await run(library.Author.where(library.Author.books.none()).delete) == 1
    assert await run(library.Author.order_by("id").ids) == [1, 2]


async def test_update_by_a_correlated_subquery(run: Runner, library: Any) -> None:
    prices = library.Book.where(library.Book.author_id == library.Author.id).only(count())
    await run(library.Author.query().all_rows().update, born=prices.as_scalar())
    assert await run(library.Author.order_by("id").pluck, "born") == [2, 2, 2]
    total = library.Book.where(library.Book.author_id == library.Author.id, price__gt=4).only(
        sum_(col(library.Book.id))
    )
    await run(library.Author.query().all_rows().update, born=coalesce(total.as_scalar(), 0))
    assert await run(library.Author.order_by("id").pluck, "born") == [0, 0, 11]


@requires("cte_before_write", "common_table_expressions")
async def test_a_common_table_before_a_write(run: Runner, library: Any) -> None:
    query = library.Author.query().with_cte("dear", library.Book.where(price__gte=3).select("author_id").distinct())
    table = query.cte("dear")
    dear = library.Author.query().from_(table).only(table.author_id)
    assert await run(query.where(col(library.Author.id).in_(dear)).update, born=5) == 2
    assert await run(library.Author.where(born=5).order_by("id").ids) == [2, 3]
    assert await run(query.where(col(library.Author.id).not_in(dear), name="nobody").delete) == 0


@requires("update_returning")
async def test_update_gives_the_records_back(run: Runner, library: Any) -> None:
    with statements() as sent:
        books = await run(library.Book.where(author_id=1).update_returning, price=col(library.Book.price) + 10)
    assert len(sent) == 1
    assert sorted((book.id, book.price) for book in books) == [(1, Decimal(11)), (2, Decimal(12))]
    assert all(book.is_persisted and not book.changed for book in books)


@requires("delete_returning")
async def test_delete_gives_the_records_back(run: Runner, library: Any) -> None:
    async with run.transaction():
        books = await run(library.Book.where(author_id=1).delete_returning)
        assert sorted(book.title for book in books) == ["B1", "B2"]
        assert all(book.is_deleted for book in books)
        assert await run(library.Book.count) == 4
        raise Rollback
    assert all(book.is_persisted for book in books)
    assert await run(library.Book.count) == 6
