"""Relations give the related records, in one statement for all records of a result."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import RelationNotLoaded
from rhosocial.activerecord.testsuite import Library, Runner, modes, statements

BOOKS = {"Ann": ["A1", "A2", "A3"], "Ben": [], "Cem": ["C1"]}


@pytest.fixture
def authors(run: Runner, library: Library) -> None:
    """Three authors with three, no and one book, each book with as many reviews as its title says."""
    for name, titles in BOOKS.items():
        author = run.drive(run(library.Author.create, name=name))
        for title in titles:
            book = run.drive(run(library.Book.create, author_id=author.id, title=title))
            rows = [{"book_id": book.id, "stars": number} for number in range(1, int(title[1]) + 1)]
            run.drive(run(library.Review.insert_many, rows))


pytestmark = pytest.mark.usefixtures("authors")


async def test_preload_loads_each_level_in_one_statement(run: Runner, library: Library) -> None:
    with statements() as sent:
        authors = await run(library.Author.order_by("name").preload("books.reviews").all)
        loaded = {author.name: [book.title for book in author.books] for author in authors}
        stars = {book.title: [review.stars for review in book.reviews] for author in authors for book in author.books}
    assert loaded == BOOKS
    assert stars == {"A1": [1], "A2": [1, 2], "A3": [1, 2, 3], "C1": [1]}
    assert len(sent) == 3


async def test_preload_takes_the_relation_itself_as_well_as_its_name(run: Runner, library: Library) -> None:
    books = await run(library.Book.order_by("title").preload(library.Book.author).all)
    assert [book.author.name for book in books] == ["Ann", "Ann", "Ann", "Cem"]


async def test_preload_of_many_parents_takes_no_more_statements(run: Runner, library: Library) -> None:
    await run(library.Author.insert_many, [{"name": f"Author {number}"} for number in range(200)])
    with statements() as sent:
        authors = await run(library.Author.query().preload("books").all)
        assert sum(len(author.books) for author in authors) == 4
    assert len(sent) == 2


async def test_the_other_side_of_a_preloaded_relation_is_loaded_too(run: Runner, library: Library) -> None:
    authors = await run(library.Author.where(name="Ann").preload("books").all)
    with statements() as sent:
        assert all(book.author is authors[0] for book in authors[0].books)
    assert sent.sql == []


async def test_preload_while_streaming(run: Runner, library: Library) -> None:
    query = library.Author.order_by("name").preload("books")
    found = {author.name: len(author.books) async for author in run.each(query.iterate, 2)}
    assert found == {"Ann": 3, "Ben": 0, "Cem": 1}


@modes("sync")
async def test_reading_an_unloaded_relation_loads_it_for_all_siblings(run: Runner, library: Library) -> None:
    authors = await run(library.Author.order_by("name").all)
    with statements() as sent:
        assert {author.name: [book.title for book in author.books] for author in authors} == BOOKS
    assert len(sent) == 1


@modes("async")
async def test_reading_an_unloaded_relation_never_blocks_the_event_loop(run: Runner, library: Library) -> None:
    authors = await run(library.Author.order_by("name").all)
    with pytest.raises(RelationNotLoaded, match="aload"), statements() as sent:
        _ = authors[0].books
    assert sent.sql == []


async def test_a_relation_is_loaded_on_request(run: Runner, library: Library) -> None:
    authors = await run(library.Author.order_by("name").all)
    await run(authors[0].load, "books")
    assert [[book.title for book in author.books] for author in authors] == list(BOOKS.values())


async def test_a_missing_parent_is_none(run: Runner, library: Library) -> None:
    book = library.Book.build(author_id=999999, title="Orphan")
    await run(book.load, "author")
    assert book.author is None


async def test_join_and_conditions_reach_the_other_side(run: Runner, library: Library) -> None:
    query = library.Book.join(library.Book.author).where(library.Author.name == "Ann").order_by("-title")
    assert await run(query.pluck, "title") == ["A3", "A2", "A1"]
    left = library.Author.left_join(library.Author.books).where(library.Book.id == None)  # noqa: E711
    assert await run(left.pluck, "name") == ["Ben"]
