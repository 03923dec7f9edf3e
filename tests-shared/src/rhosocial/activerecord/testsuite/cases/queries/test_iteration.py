"""Iterating over a query takes one statement, whoever iterates, and `len` is one of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from operator import attrgetter
from typing import Any

import pytest

from rhosocial.activerecord import assert_queries, count
from rhosocial.activerecord.testsuite import Library, Runner, modes, statements

by_name = attrgetter("name")

LISTED: dict[str, Callable[[Any], Any]] = {
    "list": list,
    "tuple": tuple,
    "sorted": lambda query: sorted(query, key=by_name),
    "unpacked": lambda query: [*query],
    "comprehension": lambda query: [record for record in query],  # noqa: C416
}


async def _authors(run: Runner, library: Library) -> Any:
    await run(library.Author.insert_many, [{"name": name} for name in ("Ann", "Ben", "Cem")])
    return library.Author.order_by("name")


@modes("sync")
@pytest.mark.parametrize("way", LISTED)
async def test_a_list_of_a_query_is_one_statement(run: Runner, library: Library, way: str) -> None:
    query = await _authors(run, library)
    for _ in range(2):
        with assert_queries(1):
            assert [author.name for author in LISTED[way](query)] == ["Ann", "Ben", "Cem"]
    with assert_queries(1):
        assert not LISTED[way](query.where(name="Zoe"))


@modes("async")
async def test_an_asynchronous_list_is_one_statement(run: Runner, library: Library) -> None:
    query = await _authors(run, library)
    with statements() as sent:
        assert [author.name async for author in query] == ["Ann", "Ben", "Cem"]
    assert len(sent) == 1


@modes("sync")
async def test_the_length_is_counted(run: Runner, library: Library) -> None:
    query = await _authors(run, library)
    with statements() as sent:
        assert len(query) == 3
    assert len(sent) == 1
    assert "COUNT(" in sent.sql[0]
    list(query)
    for number in (3, 4):
        with statements() as sent:
            assert len(query) == number
        assert "COUNT(" in sent.sql[0]
        await run(library.Author.create, name="Dot")


@modes("sync")
async def test_the_length_within_a_loop_is_counted(run: Runner, library: Library) -> None:
    query = await _authors(run, library)
    seen = [(author.name, len(query), len(query.where(name="Ann"))) for author in query]
    assert seen == [("Ann", 3, 1), ("Ben", 3, 1), ("Cem", 3, 1)]


@modes("sync")
async def test_an_iteration_that_only_began_knows_its_length(run: Runner, library: Library) -> None:
    query = await _authors(run, library)
    first, second = iter(query), iter(query)
    assert len(query) == len(query) == 3
    assert [author.name for author in second] == [author.name for author in first] == ["Ann", "Ben", "Cem"]
    begun = iter(query)
    assert copy_context().run(len, query.where(name="Ann")) == 1
    del begun
    with statements() as sent:
        assert len(query) == 3
    assert "COUNT(" in sent.sql[0]


@modes("sync")
async def test_groups_can_be_listed(run: Runner, library: Library) -> None:
    await _authors(run, library)
    query: Any = library.Author.select("name").group_by("name").annotate(n=count()).order_by("name")
    with assert_queries(1):
        assert [(row.name, row.n) for row in list(query)] == [("Ann", 1), ("Ben", 1), ("Cem", 1)]


@modes("sync")
async def test_a_list_of_related_records_is_one_statement(run: Runner, library: Library) -> None:
    query = await _authors(run, library)
    ann = query.first()
    await run(library.Book.insert_many, [{"author_id": ann.id, "title": title} for title in "ab"])
    with assert_queries(1):
        assert len(list(ann.books)) == len([*ann.books]) == len(ann.books) == 2
