"""Text compares exactly: case, accents and spaces count, and a pattern's signs mean themselves where they should."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import col
from rhosocial.activerecord.testsuite import Library, Runner

NAMES = ["Ann", "ann", "Ann ", "Änn", "50%", "5_0", "a\\b", "it's", 'say "hi"', "100"]


@pytest.fixture
def authors(run: Runner, library: Library) -> None:
    """An author of each name."""
    run.drive(run(library.Author.insert_many, [{"name": name} for name in NAMES]))


pytestmark = pytest.mark.usefixtures("authors")


@pytest.mark.parametrize("name", NAMES)
async def test_equality_is_exact(run: Runner, library: Library, name: str) -> None:
    assert await run(library.Author.where(name=name).pluck, "name") == [name]
    assert sorted(await run(library.Author.where(name__ne=name).pluck, "name")) == sorted(set(NAMES) - {name})
    assert await run(library.Author.where(name__in=[name, "nobody"]).pluck, "name") == [name]


@pytest.mark.parametrize(
    ("lookup", "text", "expected"),
    [
        ("contains", "%", ["50%"]),
        ("contains", "_", ["5_0"]),
        ("contains", "\\", ["a\\b"]),
        ("contains", "'", ["it's"]),
        ("contains", "nn", ["Ann", "ann", "Ann ", "Änn"]),
        ("startswith", "A", ["Ann", "Ann "]),
        ("startswith", "5_", ["5_0"]),
        ("endswith", "n", ["Ann", "ann", "Änn"]),
        ("endswith", "0%", ["50%"]),
        ("icontains", "ANN", ["Ann", "ann", "Ann "]),
        ("istartswith", "an", ["Ann", "ann", "Ann "]),
        ("iendswith", "NN", ["Ann", "ann", "Änn"]),
        ("iexact", "ANN", ["Ann", "ann"]),
        ("iexact", "5_0", ["5_0"]),
        ("contains", "", NAMES),
    ],
)
async def test_a_search_takes_its_text_literally(
    run: Runner, library: Library, lookup: str, text: str, expected: list[str]
) -> None:
    found = await run(library.Author.where(**{f"name__{lookup}": text}).pluck, "name")
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("A%", ["Ann", "Ann "]), ("a__", ["ann", "a\\b"]), ("5\\_0", ["5_0"]), ("%\\%", ["50%"]), ("a\\\\b", ["a\\b"])],
)
async def test_like_reads_a_pattern(run: Runner, library: Library, pattern: str, expected: list[str]) -> None:
    found = await run(library.Author.where(col(library.Author.name).like(pattern)).pluck, "name")
    assert sorted(found) == sorted(expected)
    others = await run(library.Author.where(~col(library.Author.name).like(pattern)).pluck, "name")
    assert sorted([*found, *others]) == sorted(NAMES)


async def test_ilike_reads_a_pattern_regardless_of_case(run: Runner, library: Library) -> None:
    found = await run(library.Author.where(col(library.Author.name).ilike("aNN%")).pluck, "name")
    assert sorted(found) == ["Ann", "Ann ", "ann"]


async def test_text_is_put_together(run: Runner, library: Library) -> None:
    name = col(library.Author.name)
    assert await run(library.Author.where((name + "!") == "ann!").pluck, "name") == ["ann"]
    assert await run(library.Author.where(("<" + name + ">") == "<50%>").pluck, "name") == ["50%"]
