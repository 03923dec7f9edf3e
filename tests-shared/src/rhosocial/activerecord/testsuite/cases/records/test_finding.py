"""Records are found by key, by values, and by queries."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import InvalidValue, MultipleRecordsFound, RecordNotFound
from rhosocial.activerecord.testsuite import Library, Runner, statements


@pytest.fixture
def authors(run: Runner, library: Library) -> list[int]:
    """The keys of four authors, by name Ann, Ben, Cem, Dan."""
    rows = [{"name": name, "born": born} for name, born in zip(("Ann", "Ben", "Cem", "Dan"), (1970, 1950, None, 1970))]
    run.drive(run(library.Author.insert_many, rows))
    return run.drive(run(library.Author.order_by("name").ids))


async def test_find_many_keeps_the_order_asked_for(run: Runner, library: Library, authors: list[int]) -> None:
    wanted = [authors[2], authors[0], authors[3]]
    assert [author.id for author in await run(library.Author.find_many, wanted)] == wanted
    with pytest.raises(RecordNotFound, match="999999"):
        await run(library.Author.find_many, [authors[0], 999999])


async def test_find_many_takes_more_keys_than_a_statement_may_carry(run: Runner, library: Library) -> None:
    await run(library.Author.insert_many, [{"name": f"Author {number}"} for number in range(1500)])
    keys = await run(library.Author.ids)
    assert len(await run(library.Author.find_many, keys)) == 1500


async def test_find_by_returns_the_first_by_key_or_none(run: Runner, library: Library, authors: list[int]) -> None:
    found = await run(library.Author.find_by, born=1970)
    assert found is not None
    assert found.id == min(authors[0], authors[3])
    assert await run(library.Author.find_by, name="Eve") is None


async def test_a_key_of_the_wrong_type_never_reaches_the_server(run: Runner, library: Library) -> None:
    with pytest.raises(InvalidValue), statements() as sent:
        await run(library.Author.find, "1 or 1=1")
    assert sent.sql == []


async def test_first_and_last_go_by_key_or_by_the_order_given(
    run: Runner, library: Library, authors: list[int]
) -> None:
    first, last = await run(library.Author.first), await run(library.Author.last)
    assert first is not None
    assert last is not None
    assert (first.id, last.id) == (min(authors), max(authors))
    youngest = await run(library.Author.where(born__isnull=False).order_by("-born", "name").first)
    assert youngest is not None
    assert youngest.name == "Ann"
    assert await run(library.Author.where(name="Eve").first) is None


async def test_one_wants_exactly_one(run: Runner, library: Library, authors: list[int]) -> None:
    assert (await run(library.Author.where(name="Ben").one)).id == authors[1]
    with pytest.raises(MultipleRecordsFound):
        await run(library.Author.where(born=1970).one)
    with pytest.raises(RecordNotFound):
        await run(library.Author.where(name="Eve").one)
    assert await run(library.Author.where(name="Eve").one_or_none) is None


async def test_count_and_exists_agree_with_what_is_there(run: Runner, library: Library, authors: list[int]) -> None:
    assert await run(library.Author.count) == 4
    assert await run(library.Author.where(born=1970).count) == 2
    assert await run(library.Author.where(born=1970).exists) is True
    assert await run(library.Author.where(born=1800).exists) is False


@pytest.mark.parametrize(("start", "stop"), [(0, 2), (1, 3), (2, None), (3, 9), (4, 6), (1, 1), (0, 0)])
async def test_a_slice_is_limit_and_offset(
    run: Runner, library: Library, authors: list[int], start: int, stop: int | None
) -> None:
    query = library.Author.order_by("name")[start:stop]
    assert await run(query.ids) == authors[start:stop]
    assert await run(query.count) == len(authors[start:stop])


async def test_distinct_leaves_out_rows_that_repeat(run: Runner, library: Library, authors: list[int]) -> None:
    query = library.Author.select("born").distinct()
    assert sorted((row["born"] for row in await run(query.values, "born")), key=str) == [1950, 1970, None]
    assert await run(query.count) == 3


async def test_none_matches_nothing(run: Runner, library: Library, authors: list[int]) -> None:
    assert await run(library.Author.none().all) == []
    assert await run(library.Author.none().count) == 0


async def test_values_are_dicts_and_pluck_gives_tuples(run: Runner, library: Library, authors: list[int]) -> None:
    query = library.Author.where(name="Ann")
    assert await run(query.values, "name", "born") == [{"name": "Ann", "born": 1970}]
    assert await run(query.pluck, library.Author.name, library.Author.born) == [("Ann", 1970)]
    assert await run(query.pluck, "name") == ["Ann"]


async def test_a_long_list_of_values_finds_them_all(run: Runner, library: Library, authors: list[int]) -> None:
    names = [f"Nobody {number}" for number in range(300)]
    assert await run(library.Author.where(name__in=[*names, "Ben"]).ids) == [authors[1]]
    assert await run(library.Author.where(name__in=[]).ids) == []
    assert await run(library.Author.where(name__not_in=[]).count) == 4
