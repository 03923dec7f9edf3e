"""What reading a relation does that is not loaded, and loading it for very many records."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import (
    ConfigurationError,
    QueryError,
    RelationNotLoaded,
)
from rhosocial.activerecord.testsuite import Library, Runner, modes, statements


@pytest.fixture
def authors(run: Runner, library: Library) -> None:
    for name in ("Ann", "Ben"):
        run.drive(run(library.Author.create, name=name, books=[{"title": name}]))


@modes("sync")
@pytest.mark.usefixtures("authors")
async def test_lazy_loads_record_by_record(run: Runner, library: Library) -> None:
    authors = await run(library.Author.order_by("name").loading("lazy").all)
    with statements() as sent:
        assert [author.books[0].title for author in authors] == ["Ann", "Ben"]
    assert len(sent) == 2


@modes("sync")
@pytest.mark.usefixtures("authors")
async def test_raise_loads_nothing_unasked(run: Runner, library: Library) -> None:
    author = (await run(library.Author.order_by("name").loading("raise").all))[0]
    with pytest.raises(RelationNotLoaded, match="'raise'"), statements() as sent:
        _ = author.books
    assert sent.sql == []
    await run(author.load, "books")
    assert author.books[0].title == "Ann"


@modes("sync")
@pytest.mark.usefixtures("authors")
async def test_the_mode_of_a_model_and_of_a_relation(run: Runner, library: Library) -> None:
    library.Author.__loading__ = "raise"
    author, *_ = await run(library.Author.order_by("name").all)
    with pytest.raises(RelationNotLoaded):
        _ = author.books
    library.Author.__relations__["books"].loading = "peers"
    assert author.books[0].title == "Ann"
    library.Author.__relations__["address"].loading = "eager"
    with pytest.raises(ConfigurationError, match="peers, lazy, raise"):
        _ = author.address


async def test_an_unknown_mode_is_refused(library: Library) -> None:
    with pytest.raises(QueryError, match="peers, lazy, raise"):
        library.Author.query().loading("eager")  # type: ignore[arg-type]


async def with_authors(run: Runner, library: Library, number: int) -> None:
    """Make authors numbered from 1, of which the first and the last have a book."""
    await run(library.Author.insert_many, [{"id": key, "name": "A"} for key in range(1, number + 1)])
    await run(library.Book.insert_many, [{"author_id": key, "title": str(key)} for key in (1, number)])


async def test_very_many_parents_take_no_more_statements_than_few(run: Runner, library: Library) -> None:
    await with_authors(run, library, 20_000)
    for parents, books in ((10, 1), (1_000, 1), (20_000, 2)):
        query = library.Author.where(id__lte=parents)
        for loading, needed in ((query.preload("books"), 2), (query.preload("books", strategy="join"), 1)):
            with statements() as sent:
                authors = await run(loading.all)
            assert (len(authors), len(sent)) == (parents, needed)
            assert sum(len(author.books) for author in authors) == books


@modes("sync")
async def test_more_keys_than_a_statement_carries_take_one_more(run: Runner, library: Library) -> None:
    number = run.backend.capabilities.max_parameters * 3 // 4 + 20
    await with_authors(run, library, number)
    with statements() as sent:
        authors = await run(library.Author.preload("books").all)
    assert sum(len(author.books) for author in authors) == 2
    assert len(sent) == 3
