"""Aggregates, groups, HAVING and annotations."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rhosocial.activerecord import InvalidValue, QueryError, avg, case, coalesce, col, count, max_, min_, rank, sum_
from rhosocial.activerecord.testsuite import Runner, statements

BOOKS = [("Ann", 5, 1990), ("Ann", 10, 2000), ("Ann", 15, None), ("Ben", 20, 2000), ("Ben", 30, 2010)]


@pytest.fixture(autouse=True)
def books(run: Runner, library: Any) -> None:
    """Five books of two authors; a third author has none."""
    authors = run.drive(run(library.Author.insert_many, [{"id": n, "name": name} for n, name in enumerate("ABC", 1)]))
    keys = dict(zip(("Ann", "Ben", "Cem"), (author.id for author in authors)))
    rows = [
        {"author_id": keys[name], "title": f"{name}{price}", "price": Decimal(price), "year": year}
        for name, price, year in BOOKS
    ]
    run.drive(run(library.Book.insert_many, rows))


async def test_a_group_is_one_row(run: Runner, library: Any) -> None:
    query = library.Book.group_by("author_id").annotate(n=count(), total=sum_(col(library.Book.price)))
    assert await run(query.order_by("author_id").pluck, "author_id", "n", "total") == [
        (1, 3, Decimal(30)),
        (2, 2, Decimal(50)),
    ]
    assert await run(query.order_by("author_id").values) == [
        {"author_id": 1, "n": 3, "total": Decimal(30)},
        {"author_id": 2, "n": 2, "total": Decimal(50)},
    ]


async def test_having_keeps_groups(run: Runner, library: Any) -> None:
    query = library.Book.group_by("author_id").annotate(n=count())
    assert await run(query.having(n__gt=2).pluck, "author_id") == [1]
    assert await run(query.having(sum_(col(library.Book.price)) > Decimal(40)).pluck, "author_id") == [2]
    assert await run(query.count) == 2


async def test_null_is_a_group(run: Runner, library: Any) -> None:
    query = library.Book.group_by("year").annotate(n=count()).order_by(col(library.Book.year).asc().nulls_first())
    assert await run(query.pluck, "year", "n") == [(None, 1), (1990, 1), (2000, 2), (2010, 1)]


async def test_a_computed_key_groups(run: Runner, library: Any) -> None:
    dear = case((library.Book.price >= 15, "dear"), otherwise="cheap")
    query = library.Book.query().annotate(kind=dear).group_by("kind").annotate(n=count()).order_by("kind")
    assert await run(query.pluck, "kind", "n") == [("cheap", 2), ("dear", 3)]
    assert await run(query.order_by("-n").pluck, "kind") == ["cheap", "dear"]


async def test_aggregates_take_filters_and_distinct(run: Runner, library: Any) -> None:
    year, price = col(library.Book.year), col(library.Book.price)
    query = library.Book.group_by("author_id").order_by("author_id")
    numbers = query.annotate(
        late=count().filter(year >= 2000),
        years=count(year),
        kinds=count(year, distinct=True),
        dear=sum_(price).filter(price > 10),
        low=min_(price),
        high=max_(price),
        mean=avg(price),
    )
    assert await run(numbers.pluck, "late", "years", "kinds", "dear", "low", "high", "mean") == [
        (1, 2, 2, Decimal(15), Decimal(5), Decimal(15), Decimal(10)),
        (2, 2, 2, Decimal(50), Decimal(20), Decimal(30), Decimal(25)),
    ]


async def test_annotations_are_attributes(run: Runner, library: Any) -> None:
    query = library.Author.query().annotate(n=library.Author.books.count()).order_by("id")
    records = await run(query.all)
    assert [(author.name, author.n) for author in records] == [("A", 3), ("B", 2), ("C", 0)]
    assert await run(query.where(n__gt=2).pluck, "name") == ["A"]


async def test_an_outer_join_counts_nothing_as_zero(run: Runner, library: Any) -> None:
    query = library.Author.left_join(library.Author.books).group_by("name").order_by("name")
    numbers = query.annotate(
        n=count(col(library.Author.books.id)),
        total=coalesce(sum_(col(library.Author.books.price)), Decimal(0)),
    )
    assert await run(numbers.pluck, "name", "n", "total") == [
        ("A", 3, Decimal(30)),
        ("B", 2, Decimal(50)),
        ("C", 0, Decimal(0)),
    ]


async def test_several_aggregates_take_one_statement(run: Runner, library: Any) -> None:
    price = col(library.Book.price)
    with statements() as sent:
        assert await run(library.Book.aggregate, n=count(), total=sum_(price), span=max_(price) - min_(price)) == {
            "n": 5,
            "total": Decimal(80),
            "span": Decimal(25),
        }
        assert await run(library.Book.order_by("price").limit(3).aggregate, n=count(), most=max_(price)) == {
            "n": 3,
            "most": Decimal(15),
        }
    assert len(sent) == 2
    with pytest.raises(QueryError, match="with_cte"):
        await run(library.Book.group_by("year").aggregate, n=count())


async def test_an_annotation_may_bear_a_verbs_name(run: Runner, library: Any) -> None:
    records = await run(library.Author.annotate(count=library.Author.books.count()).order_by("id").all)
    assert [author.count for author in records] == [3, 2, 0]
    assert await run(library.Author.count) == 3


async def test_aggregates_see_limits(run: Runner, library: Any) -> None:
    query = library.Book.order_by("price").limit(3)
    assert await run(query.count) == 3
    assert await run(query.sum, "price") == Decimal(30)
    assert await run(query.max, "price") == Decimal(15)


async def test_an_aggregate_in_the_wrong_place_is_refused_unsent(run: Runner, library: Any) -> None:
    with statements() as sent:
        with pytest.raises(QueryError, match="having"):
            await run(library.Book.where(count() > 1).all)
        with pytest.raises(QueryError, match="group_by"):
            await run(library.Book.query().annotate(n=count()).all)
        with pytest.raises(QueryError, match="'title' has many values in a group"):
            await run(library.Book.group_by("author_id").pluck, "title", count())
        placed = library.Book.query().annotate(place=rank().over(order_by=col(library.Book.price)))
        with pytest.raises(QueryError, match="with_cte"):
            await run(placed.where(place__lte=1).all)
        with pytest.raises(InvalidValue, match="sum adds up numbers, and title holds str"):
            await run(library.Book.sum, "title")
    assert sent.sql == []


async def test_a_field_of_a_joined_model_with_many_values_is_refused_unsent(run: Runner, library: Any) -> None:
    author, book = library.Author, library.Book
    by_year = book.join("author").group_by("year")
    twin = author.alias("twin")
    same_age = author.query().join_on(twin, twin.born == author.born).group_by("born")
    calls: dict[str, list[Callable[[], Any]]] = {
        "Book.author.name": [
            lambda: by_year.pluck("year", "author__name", count()),
            lambda: by_year.annotate(n=count()).values("year", "author__name", "n"),
            lambda: by_year.annotate(name=book.author.name).pluck("year", "name"),
            lambda: by_year.order_by("author__name").pluck("year"),
            lambda: book.group_by("author_id").pluck("author_id", "author__name"),
        ],
        "Author.books.title": [lambda: author.join("books").group_by("id").pluck("name", author.books.title)],
        "twin.name": [lambda: same_age.pluck(twin.name)],
        "'title'": [lambda: book.group_by("author_id").order_by("title").pluck("author_id")],
    }
    with statements() as sent:
        for name, several in calls.items():
            for call in several:
                with pytest.raises(QueryError, match=f"{name} has many values in a group: group_by\\({name}\\)"):
                    call()
    assert sent.sql == []


async def test_a_field_of_a_joined_model_may_be_a_group(run: Runner, library: Any) -> None:
    query = library.Book.group_by("author_id", "author__name").annotate(n=count()).order_by("-author__name")
    assert await run(query.pluck, "author_id", "author__name", "n") == [(2, "B", 2), (1, "A", 3)]


async def test_what_depends_on_a_key_stands_beside_it(run: Runner, library: Any) -> None:
    author, book = library.Author, library.Book
    named = book.group_by("author__id").annotate(n=count()).order_by("author__name")
    assert await run(named.pluck, "author__name", "n") == [("A", 3), ("B", 2)]
    last = author.join("books").group_by("id").annotate(last=max_(author.books.title)).order_by("name")
    assert await run(last.pluck, "name", "last") == [("A", "Ann5"), ("B", "Ben30")]
