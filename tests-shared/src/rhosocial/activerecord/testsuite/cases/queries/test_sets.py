"""UNION, INTERSECT and EXCEPT."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord import QueryError, literal
from rhosocial.activerecord.testsuite import Runner, requires


@pytest.fixture(autouse=True)
def authors(run: Runner, library: Any) -> None:
    """Six authors, the even ones born in 1900."""
    rows: list[Any] = [{"id": n, "name": f"A{n}", "born": None if n % 2 else 1900} for n in range(1, 7)]
    run.drive(run(library.Author.insert_many, rows))


async def test_union_has_each_record_once(run: Runner, library: Any) -> None:
    query = library.Author.where(id__lte=3).union(library.Author.where(id__between=(2, 4)), library.Author.where(id=6))
    assert await run(query.order_by("-id").ids) == [6, 4, 3, 2, 1]
    assert await run(query.count) == 5
    assert await run(query.where(born=1900).order_by("id").pluck, "name") == ["A2", "A4", "A6"]


async def test_union_all_keeps_repetitions(run: Runner, library: Any) -> None:
    query = library.Author.where(id__lte=2).union_all(library.Author.where(id=2))
    assert await run(query.order_by("id").ids) == [1, 2, 2]


@requires("intersect_except")
async def test_intersect_and_except(run: Runner, library: Any) -> None:
    even, low = library.Author.where(born=1900), library.Author.where(id__lte=4)
    assert await run(even.intersect(low).order_by("id").ids) == [2, 4]
    assert await run(even.except_(low).order_by("id").ids) == [6]
    assert await run(low.except_(even, library.Author.where(id=1)).order_by("id").ids) == [3]


async def test_sides_may_be_ordered_and_cut(run: Runner, library: Any) -> None:
    query = library.Author.order_by("-id").limit(1).union_all(library.Author.order_by("id").limit(2))
    assert await run(query.order_by("id").ids) == [1, 2, 6]


async def test_named_values_go_along(run: Runner, library: Any) -> None:
    first = library.Author.where(id=1).select("name").distinct().annotate(kind=literal("first"))
    rest = library.Author.where(id=2).select("name").distinct().annotate(kind=literal("rest"))
    query = first.union_all(rest).order_by("name")
    assert await run(query.pluck, "name", "kind") == [("A1", "first"), ("A2", "rest")]


async def test_sides_of_other_widths_are_refused(run: Runner, library: Any) -> None:
    with pytest.raises(QueryError, match="as many columns"):
        library.Author.select("name").union(library.Author.query())
