"""`preload(…, strategy="join")` loads all levels in one statement, and the same records as one statement for each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Column,
    FieldNotFound,
    HasMany,
    QueryError,
    belongs_to,
    count,
    has_many,
    raw,
)
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Tables, requires, statements

BOOKS = {"Ann": ["A1", "A2", "A3"], "Ben": [], "Cem": ["C1"]}


@pytest.fixture
def authors(run: Runner, library: Library) -> None:
    """Three authors with three, no and one book, each book with as many reviews as its title says."""
    for name, titles in BOOKS.items():
        books = [
            {"title": title, "reviews": [{"stars": stars + 1} for stars in range(int(title[1]))]} for title in titles
        ]
        run.drive(run(library.Author.create, name=name, books=books, address={"city": name.upper()}))


pytestmark = pytest.mark.usefixtures("authors")


def titles(authors: Any) -> list[tuple[str, list[str]]]:
    return [(author.name, [book.title for book in author.books]) for author in authors]


async def test_all_levels_come_in_one_statement(run: Runner, library: Library) -> None:
    query = library.Author.order_by("-name").preload("books.reviews", library.Author.address, strategy="join")
    with statements() as sent:
        found = await run(query.all)
        assert titles(found) == [("Cem", ["C1"]), ("Ben", []), ("Ann", ["A1", "A2", "A3"])]
        assert [[review.stars for review in book.reviews] for book in found[2].books] == [[1], [1, 2], [1, 2, 3]]
        assert [author.address.city for author in found if author.address] == ["CEM", "BEN", "ANN"]
        assert all(book.author is author for author in found for book in author.books)
        assert all(review.book is book for book in found[2].books for review in book.reviews)
    assert len(sent) == 1


async def test_a_limit_is_one_of_parents(run: Runner, library: Library) -> None:
    query = library.Author.order_by("name").preload("books", strategy="join")
    assert titles(await run(query.limit(2).all)) == list(BOOKS.items())[:2]
    assert titles(await run(query[1:3].all)) == list(BOOKS.items())[1:]
    first = await run(query.first)
    assert first is not None
    assert len(first.books) == 3
    assert len((await run(query.where(name="Ann").one)).books) == 3


@requires("window_functions")
async def test_the_querys_own_joins_and_conditions_do_not_narrow_what_is_loaded(run: Runner, library: Library) -> None:
    query = library.Author.where(library.Author.books.title == "A2").preload("books", strategy="join")
    assert titles(await run(query.all)) == [("Ann", BOOKS["Ann"])]
    joined = library.Author.join("books").order_by("name", library.Author.books.title).preload("books", strategy="join")
    assert titles(await run(joined.all)) == [("Ann", BOOKS["Ann"])] * 3 + [("Cem", ["C1"])]
    distinct = library.Author.join("books").distinct().order_by("-name").preload("books", strategy="join")
    assert titles(await run(distinct.all)) == [("Cem", ["C1"]), ("Ann", BOOKS["Ann"])]
    either = library.Author.where(name="Ann").union(library.Author.where(name="Ben"))
    assert titles(await run(either.order_by("name").preload("books", strategy="join").all)) == list(BOOKS.items())[:2]


@requires("window_functions")
async def test_sql_of_the_users_own_means_the_querys_table(run: Runner, library: Library) -> None:
    query = library.Author.where(raw("id > 0 and name <> 'Ben'")).order_by("-name").preload("books", strategy="join")
    assert titles(await run(query.all)) == [("Cem", ["C1"]), ("Ann", BOOKS["Ann"])]


async def test_streams_keep_a_parents_rows_together(run: Runner, library: Library) -> None:
    query = library.Author.order_by("name").preload("books.reviews", strategy="join")
    for size in (1, 2, 3, 7):
        batches = [titles(batch) async for batch in run.each(query.in_batches, size)]
        assert [author for batch in batches for author in batch] == list(BOOKS.items())
        assert [len(batch) for batch in batches] == {1: [1, 1, 1], 2: [2, 1]}.get(size, [3])
    found = [author async for author in run.each(query.iterate, 2)]
    assert [len(book.reviews) for author in found for book in author.books] == [1, 2, 3, 1]
    assert [author async for author in run.each(query.where(name="Dan").iterate, 2)] == []


async def test_both_strategies_in_one_query(run: Runner, library: Library) -> None:
    query = library.Author.order_by("name").preload("books", strategy="join").preload("books.reviews", "address")
    with statements() as sent:
        found = await run(query.all)
        assert [len(book.reviews) for book in found[0].books] == [1, 2, 3]
        assert all(author.address is not None for author in found)
    assert len(sent) == 3


async def test_a_parent_shared_by_several_is_one_record(run: Runner, library: Library) -> None:
    books = await run(library.Book.order_by("title").preload("author.address", strategy="join").all)
    assert books[0].author is books[1].author is not books[3].author
    assert books[3].author.address is not None


async def test_part_of_a_record_with_annotations(run: Runner, library: Library) -> None:
    query = library.Author.select("name").annotate(n=library.Author.books.count()).order_by("name")
    found: Any = await run(query.preload("books", strategy="join").limit(1).all)
    assert [(author.name, author.n, len(author.books)) for author in found] == [("Ann", 3, 3)]
    assert found[0].changes == {}


async def test_what_the_records_lack_is_an_error_and_not_an_empty_relation(run: Runner, library: Library) -> None:
    with statements() as sent, pytest.raises(FieldNotFound, match="author_id"):
        await run(library.Book.select("title").preload("author", strategy="join").all)
    assert sent.sql == []
    with pytest.raises(FieldNotFound, match="author_id"):
        await run(library.Book.select("title").preload("author").all)


async def test_a_model_with_a_backend_of_its_own_on_the_same_database_is_joined(
    run: Runner, library: Library, backends: MakeBackend
) -> None:
    query = library.Author.order_by("name")
    library.Review.configure(backends())
    try:
        for joined in (
            query.preload("books.reviews", strategy="join"),
            query.preload("books", strategy="join").preload("books.reviews"),
        ):
            found = await run(joined.all)
            assert [len(book.reviews) for book in found[0].books] == [1, 2, 3]
    finally:
        library.Review.configure(run.backend)


async def test_what_it_does_not_go_with(run: Runner, library: Library) -> None:
    query = library.Author.preload("books", strategy="join")
    with statements() as sent:
        with pytest.raises(QueryError, match="strategy='select'"):
            await run(query.group_by("id").annotate(n=count()).all)
        with pytest.raises(QueryError, match="strategy='select'"):
            await run(query.for_update().all)
        with pytest.raises(QueryError, match="select, join"):
            library.Author.preload("books", strategy="joined")  # type: ignore[arg-type]
    assert sent.sql == []


@requires("window_functions")
async def test_order_scope_and_limit_of_the_relation(run: Runner, tables: Tables) -> None:
    class Post(ActiveRecord):
        title: str
        latest: HasMany[Comment] = has_many(order_by="-day", limit=2)
        early: HasMany[Comment] = has_many(scope=lambda comments: comments.where(day__lt=3).order_by("day"))
        shuffled: HasMany[Comment] = has_many(scope=lambda comments: comments.order_by((Comment.c.day * 3) % 4))
        cut: HasMany[Comment] = has_many(scope=lambda comments: comments.limit(1))

    class Comment(ActiveRecord):
        post_id: int
        day: int
        post: BelongsTo[Post] = belongs_to()

    await tables.create(Post, Comment)
    posts = [await run(Post.create, title=title) for title in "abc"]
    await run(Comment.insert_many, [{"post_id": post.id, "day": day} for day in (1, 2, 3) for post in posts[:2]])
    query = Post.order_by("title").preload("latest", "early", "shuffled", strategy="join")
    with statements() as sent:
        found = await run(query.all)
    assert len(sent) == 1
    assert [[comment.day for comment in post.latest] for post in found] == [[3, 2], [3, 2], []]
    assert [[comment.day for comment in post.early] for post in found] == [[1, 2], [1, 2], []]
    assert [[comment.day for comment in post.shuffled] for post in found] == [[3, 2, 1], [3, 2, 1], []]
    with pytest.raises(QueryError, match="scope"):
        await run(Post.preload("cut", strategy="join").all)


KEYS: list[tuple[Any, list[Any]]] = [
    (UUID, [UUID(int=1), UUID(int=2**127)]),
    (Annotated[bytes, Field(max_length=16)], [b"\x00a", b"b"]),
    (Annotated[Decimal, Field(max_digits=10, decimal_places=2)], [Decimal("1.50"), Decimal("2")]),
    (date, [date(1999, 12, 31), date(2000, 1, 1)]),
]


@pytest.mark.parametrize(("kind", "keys"), KEYS, ids=["uuid", "bytes", "decimal", "date"])
async def test_keys_of_any_type(run: Runner, tables: Tables, kind: Any, keys: list[Any]) -> None:
    class Parent(ActiveRecord):
        key: Annotated[kind, Column(primary_key=True)]
        children: HasMany[Child] = has_many(foreign_key="parent_key", order_by="id")

    class Child(ActiveRecord):
        parent_key: kind
        parent: BelongsTo[Parent] = belongs_to(foreign_key="parent_key", inverse_of="children")

    await tables.create(Parent, Child)
    await run(Parent.insert_many, [{"key": key} for key in keys])
    await run(Child.insert_many, [{"parent_key": key} for key in (keys[1], keys[0], keys[1])])
    parents = await run(Parent.order_by("key").preload("children", strategy="join").all)
    assert [(parent.key, len(parent.children)) for parent in parents] == [(keys[0], 1), (keys[1], 2)]
    children = await run(Child.order_by("id").preload("parent", strategy="join").all)
    assert [child.parent.key for child in children] == [keys[1], keys[0], keys[1]]
