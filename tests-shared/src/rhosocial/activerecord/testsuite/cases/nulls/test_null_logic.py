"""NULL is unknown in comparisons, and known to `is_null` and its kin."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import col
from rhosocial.activerecord.testsuite import Library, Runner


@pytest.fixture
def authors(run: Runner, library: Library) -> None:
    """Ann was born in 1970; when Ben was, nobody knows."""
    run.drive(run(library.Author.insert_many, [{"name": "Ann", "born": 1970}, {"name": "Ben"}]))


pytestmark = pytest.mark.usefixtures("authors")


async def _names(run: Runner, query: object) -> list[str]:
    names: list[str] = await run(query.order_by("name").pluck, "name")  # type: ignore[attr-defined]
    return names


async def test_comparing_with_none_asks_for_null(run: Runner, library: Library) -> None:
    born = col(library.Author.born)
    assert await _names(run, library.Author.where(born == None)) == ["Ben"]  # noqa: E711
    assert await _names(run, library.Author.where(born != None)) == ["Ann"]  # noqa: E711
    assert await _names(run, library.Author.where(born=None)) == ["Ben"]
    assert await _names(run, library.Author.where(born__ne=None)) == ["Ann"]
    assert await _names(run, library.Author.where(born__isnull=True)) == ["Ben"]


async def test_a_comparison_with_null_is_neither_true_nor_false(run: Runner, library: Library) -> None:
    born = col(library.Author.born)
    assert await _names(run, library.Author.where(born == 1970)) == ["Ann"]
    assert await _names(run, library.Author.where(born != 1900)) == ["Ann"]
    assert await _names(run, library.Author.where(~(born == 1900))) == ["Ann"]
    assert await _names(run, library.Author.where_not(born__gt=1980)) == ["Ann"]
    assert await _names(run, library.Author.where((born > 1) | (born <= 1))) == ["Ann"]


async def test_null_is_distinct_from_a_value(run: Runner, library: Library) -> None:
    born = col(library.Author.born)
    assert await _names(run, library.Author.where(born.is_distinct_from(1970))) == ["Ben"]
    assert await _names(run, library.Author.where(born.is_distinct_from(None))) == ["Ann"]
    assert await _names(run, library.Author.where(born.is_(1970))) == ["Ann"]
    assert await _names(run, library.Author.where(born.is_(None))) == ["Ben"]
    assert await _names(run, library.Author.where(born.is_(born))) == ["Ann", "Ben"]


async def test_none_in_a_list_matches_null(run: Runner, library: Library) -> None:
    born = col(library.Author.born)
    assert await _names(run, library.Author.where(born.in_([1970, None]))) == ["Ann", "Ben"]
    assert await _names(run, library.Author.where(born.in_([None]))) == ["Ben"]
    assert await _names(run, library.Author.where(born.not_in([1900]))) == ["Ann"]
    assert await _names(run, library.Author.where(born.not_in([1900, None]))) == ["Ann"]


async def test_arithmetic_with_null_is_null(run: Runner, library: Library) -> None:
    assert await _names(run, library.Author.where((col(library.Author.born) + 1).is_null())) == ["Ben"]


async def test_aggregates_leave_null_out(run: Runner, library: Library) -> None:
    assert await run(library.Author.avg, "born") == 1970
    assert await run(library.Author.min, "born") == 1970
    assert await run(library.Author.where(name="Ben").sum, "born") is None


async def test_a_unique_column_takes_many_nulls(run: Runner, library: Library) -> None:
    assert await run(library.Author.where(email=None).count) == 2


async def test_an_empty_text_is_not_null(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Cem", email="")
    assert await _names(run, library.Author.where(email="")) == ["Cem"]
    assert await _names(run, library.Author.where(email=None)) == ["Ann", "Ben"]
