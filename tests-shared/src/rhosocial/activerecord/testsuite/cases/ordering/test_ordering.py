"""Rows come in the order asked for, NULLs where they are asked for."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import col
from rhosocial.activerecord.testsuite import Library, Runner

BORN = {"Ann": 1970, "Ben": None, "Cem": 1950, "Dan": None, "Eve": 1990}


@pytest.fixture
def authors(run: Runner, library: Library) -> None:
    """Five authors, two of them born nobody knows when."""
    run.drive(run(library.Author.insert_many, [{"name": name, "born": born} for name, born in BORN.items()]))


pytestmark = pytest.mark.usefixtures("authors")


async def test_ascending_and_descending(run: Runner, library: Library) -> None:
    assert await run(library.Author.order_by("name").pluck, "name") == list(BORN)
    assert await run(library.Author.order_by("-name").pluck, "name") == list(reversed(BORN))


async def test_the_second_key_decides_among_equals(run: Runner, library: Library) -> None:
    query = library.Author.order_by(col(library.Author.born).asc().nulls_first(), "-name")
    assert await run(query.pluck, "name") == ["Dan", "Ben", "Cem", "Ann", "Eve"]


@pytest.mark.parametrize(
    ("direction", "nulls", "expected"),
    [
        ("asc", "nulls_first", ["Ben", "Dan", "Cem", "Ann", "Eve"]),
        ("asc", "nulls_last", ["Cem", "Ann", "Eve", "Ben", "Dan"]),
        ("desc", "nulls_first", ["Ben", "Dan", "Eve", "Ann", "Cem"]),
        ("desc", "nulls_last", ["Eve", "Ann", "Cem", "Ben", "Dan"]),
    ],
)
async def test_nulls_stand_where_they_are_put(
    run: Runner, library: Library, direction: str, nulls: str, expected: list[str]
) -> None:
    key = getattr(getattr(col(library.Author.born), direction)(), nulls)()
    assert await run(library.Author.order_by(key, "name").pluck, "name") == expected
    assert await run(library.Author.order_by(key, "name").reverse().pluck, "name") == expected[::-1]


async def test_an_expression_is_a_key_to_order_by(run: Runner, library: Library) -> None:
    query = library.Author.where(born__isnull=False).order_by(-(col(library.Author.born) - 1))
    assert await run(query.pluck, "name") == ["Eve", "Ann", "Cem"]


@pytest.mark.parametrize("number", [0, 1, 3, 5, 6])
async def test_limit_keeps_exactly_so_many(run: Runner, library: Library, number: int) -> None:
    assert await run(library.Author.order_by("name").limit(number).pluck, "name") == list(BORN)[:number]


@pytest.mark.parametrize("number", [0, 1, 4, 5, 9])
async def test_offset_leaves_out_exactly_so_many(run: Runner, library: Library, number: int) -> None:
    assert await run(library.Author.order_by("name").offset(number).pluck, "name") == list(BORN)[number:]
