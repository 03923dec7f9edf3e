"""A record's writes keep up the rows that it belongs to: they count it, and are renewed with it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import pytest
from pydantic import AwareDatetime, Field

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    ConfigurationError,
    HasMany,
    OptimisticLockMixin,
    RecordNotSaved,
    Rollback,
    SoftDeleteMixin,
    StaleRecordError,
    TimestampMixin,
    ValidationError,
    belongs_to,
    has_many,
)
from rhosocial.activerecord.testsuite import Models, Runner, Tables, statements

LONG_AGO = dt.datetime(2001, 1, 1, tzinfo=dt.timezone.utc)


class House(Models):
    """A publisher with authors, whose books are counted; every write of a book renews what is above it."""

    def __init__(self) -> None:
        class Publisher(TimestampMixin, ActiveRecord):
            name: str
            authors: HasMany[Author] = has_many(inverse_of="publisher")

        class Author(TimestampMixin, ActiveRecord):
            name: str
            publisher_id: int | None = None
            books_count: int = 0
            sold_at: AwareDatetime | None = None
            publisher: BelongsTo[Publisher | None] = belongs_to(touch=True)
            books: HasMany[Book] = has_many(inverse_of="author", dependent="destroy", order_by="id")

        class Book(ActiveRecord):
            title: Annotated[str, Field(max_length=20)]
            author_id: int | None = None
            author: BelongsTo[Author | None] = belongs_to(touch="sold_at", counter_cache=True)

        super().__init__(Publisher, Author, Book)


@pytest.fixture
def house(run: Runner, tables: Tables) -> House:
    made = House()
    run.drive(tables.create(*made.all))
    return made


async def two_authors(run: Runner, house: House) -> list[Any]:
    publisher = await run(house.Publisher.create, name="P", updated_at=LONG_AGO)
    for name in ("Ann", "Ben"):
        await run(house.Author.create, name=name, publisher_id=publisher.id, updated_at=LONG_AGO)
    return await run(house.Author.order_by("id").all)


async def column(run: Runner, model: Any, name: str) -> list[Any]:
    """Return what a field holds in all rows."""
    values: list[Any] = await run(model.order_by("id").pluck, name)
    return values


async def counted(run: Runner, house: House) -> list[int]:
    """Return the counters by author, which agree with what there is."""
    counters = await column(run, house.Author, "books_count")
    real = [await run(house.Book.where(author_id=key).count) for key in await run(house.Author.order_by("id").ids)]
    assert counters == real
    return counters


async def test_creating_moving_and_deleting_is_counted(run: Runner, house: House) -> None:
    ann, ben = await two_authors(run, house)
    book = await run(house.Book.create, title="A", author=ann)
    await run(house.Book.create, title="B", author_id=ann.id)
    assert await counted(run, house) == [2, 0]
    book.author = ben
    await run(book.save)
    assert await counted(run, house) == [1, 1]
    await run(book.update, title="C")
    assert await counted(run, house) == [1, 1]
    await run(book.update, author_id=None)
    assert await counted(run, house) == [1, 0]
    await run((await run(house.Book.where(author=ann).one)).delete)
    assert await counted(run, house) == [0, 0]


async def test_records_in_memory_have_the_right_count(run: Runner, house: House) -> None:
    ann, ben = await two_authors(run, house)
    book = await run(ann.related("books").create, title="A")
    await run((await run(house.Author.find, ann.id)).related("books").create, title="by another")
    await run(ann.related("books").create, title="B")
    assert (ann.books_count, ann.changes) == (3, {})
    book.author = ben
    await run(book.save)
    assert (ann.books_count, ben.books_count) == (2, 1)
    await run(ann.load, "books")
    await run(ann.books.remove, ann.books[0])
    await run(ann.books.add, book)
    await run(ann.books[0].delete)
    assert [ann.books_count, ben.books_count] == await counted(run, house) == [1, 0]


async def test_nested_records_are_counted(run: Runner, house: House) -> None:
    ann = await run(house.Author.create, name="Ann", books=[{"title": "A"}, {"title": "B"}])
    assert ann.books_count == 2
    ann.books = [ann.books[1], {"title": "C"}, {"title": "D"}]
    await run(ann.save)
    assert [ann.books_count] == await counted(run, house) == [3]


async def test_a_rollback_takes_counts_and_moments_back(run: Runner, house: House) -> None:
    ann, ben = await two_authors(run, house)
    book = await run(ann.related("books").create, title="A")
    before = [dict(vars(author)) for author in (ann, ben)]
    async with run.transaction():
        await run(ann.related("books").create, title="B")
        book.author = ben
        await run(book.save)
        assert (ann.books_count, ben.books_count) == (1, 1)
        raise Rollback
    assert [dict(vars(author)) for author in (ann, ben)] == before
    assert (ann.changes, ben.changes) == ({}, {})
    assert await counted(run, house) == [1, 0]
    await run(book.save)
    assert [ann.books_count, ben.books_count] == await counted(run, house) == [0, 1]


async def test_a_write_that_fails_counts_nothing(run: Runner, tables: Tables) -> None:
    class Room(ActiveRecord):
        guests_count: int = 0

    class Guest(ActiveRecord):
        __constraints__ = (("name",),)
        name: Annotated[str, Field(max_length=20)]
        room_id: int
        room: BelongsTo[Room] = belongs_to(counter_cache=True)

    await tables.create(Room, Guest)
    room = await run(Room.create)
    await run(Guest.create, name="Kim", room=room)
    with pytest.raises(ValidationError):
        await run(Guest.create, name="Kim", room=room)
    assert room.guests_count == (await run(Room.find, room.id)).guests_count == 1


async def test_saving_the_one_who_counts_leaves_the_count_alone(run: Runner, house: House) -> None:
    ann, _ = await two_authors(run, house)
    await run(house.Book.create, title="A", author_id=ann.id)
    assert ann.books_count == 0
    await run(ann.update, name="Anne")
    assert (await counted(run, house))[0] == 1
    ann.books_count = 5
    with pytest.raises(RecordNotSaved, match=r"Author.books_count is counted by Book.author"):
        await run(ann.save)
    ann.restore_attributes()
    await run(house.Author.upsert_many, [{"id": ann.id, "name": "Anna"}], on="id")
    assert (await run(house.Author.find, ann.id)).name == "Anna"
    assert (await counted(run, house))[0] == 1


async def test_an_outdated_record_is_taken_from_the_row_that_counts_it(run: Runner, house: House) -> None:
    ann, ben = await two_authors(run, house)
    book = await run(house.Book.create, title="A", author=ann)
    outdated = [await run(house.Book.find, book.id) for _ in range(2)]
    await run(book.update, author=ben)
    await run(outdated[0].update, author_id=None)
    assert await counted(run, house) == [0, 0]
    await run(book.update, author=ann)
    await run(outdated[1].delete)
    assert await counted(run, house) == [0, 0]
    with pytest.raises(StaleRecordError):
        await run(book.delete)
    assert await counted(run, house) == [0, 0]


async def test_a_partly_loaded_record_is_counted(run: Runner, house: House) -> None:
    ann, ben = await two_authors(run, house)
    for title in ("A", "B"):
        await run(house.Book.create, title=title, author=ann)
    first, second = await run(house.Book.query().select("title").order_by("id").all)
    await run(first.delete)
    await run(second.update, author_id=ben.id)
    assert await counted(run, house) == [0, 1]


async def test_verify_counters_corrects_what_is_wrong(run: Runner, house: House) -> None:
    ann, ben = await two_authors(run, house)
    await run(house.Author.create, name="Cleo")
    await run(house.Book.insert_many, [{"title": "A", "author_id": key} for key in (ann.id, ann.id, ben.id)])
    await run(house.Author.where(name="Cleo").update, books_count=4)
    with statements() as sent:
        assert await run(house.Author.verify_counters) == {"books_count": 3}
    assert len(sent.sql) == 1
    assert await counted(run, house) == [2, 1, 0]
    assert await run(house.Author.verify_counters) == {}


async def test_a_relation_to_the_own_table_is_counted(run: Runner, tables: Tables) -> None:
    class Folder(TimestampMixin, ActiveRecord):
        parent_id: int | None = None
        children_count: int | None = None
        parent: BelongsTo[Folder | None] = belongs_to(counter_cache="children_count", touch=True)
        children: HasMany[Folder] = has_many(foreign_key="parent_id")

    await tables.create(Folder)
    root = await run(Folder.create)
    middle = await run(Folder.create, parent=root)
    leaves = [await run(Folder.create, parent=middle) for _ in range(2)]
    assert await column(run, Folder, "children_count") == [1, 2, None, None]
    await run(Folder.where(id__gt=0).update, children_count=7, updated_at=LONG_AGO)
    assert await run(Folder.verify_counters) == {"children_count": 4}
    assert await column(run, Folder, "children_count") == [1, 2, 0, 0]
    await run(Folder.where(id__gt=0).update, updated_at=LONG_AGO)
    await run(leaves[0].delete)
    assert [when > LONG_AGO for when in await column(run, Folder, "updated_at")] == [True, True, False]
    await run(root.update, parent_id=leaves[1].id)  # a circle
    await run(leaves[1].touch)
    assert await column(run, Folder, "children_count") == [1, 1, 1]


async def test_what_is_softly_deleted_is_not_counted(run: Runner, tables: Tables) -> None:
    class Topic(ActiveRecord):
        posts_count: int = 0

    class Post(SoftDeleteMixin, ActiveRecord):
        topic_id: int
        topic: BelongsTo[Topic] = belongs_to(counter_cache=True)

    await tables.create(Topic, Post)
    topic = await run(Topic.create)
    first, second = [await run(Post.create, topic=topic) for _ in range(2)]
    await run(first.delete)
    assert topic.posts_count == 1
    await run(first.restore)
    assert topic.posts_count == 2
    await run(second.delete)
    await run(second.delete, hard=True)
    assert topic.posts_count == 1
    await run(first.delete)
    await run(Topic.where(id=topic.id).update, posts_count=9)
    assert await run(Topic.verify_counters) == {"posts_count": 1}
    assert await column(run, Topic, "posts_count") == [0]


async def test_what_lies_between_two_sides_is_counted(run: Runner, tables: Tables) -> None:
    class Tag(ActiveRecord):
        name: str
        taggings_count: int = 0

    class Article(ActiveRecord):
        tags: HasMany[Tag] = has_many(through="Tagging", order_by="id", dependent="delete")

    class Tagging(ActiveRecord):
        article_id: int
        tag_id: int
        article: BelongsTo[Article] = belongs_to()
        tag: BelongsTo[Tag] = belongs_to(counter_cache=True)

    await tables.create(Tag, Article, Tagging)
    article = await run(Article.create, tags=[{"name": "a"}, {"name": "b"}, {"name": "c"}])
    assert await column(run, Tag, "taggings_count") == [1, 1, 1]
    await run(article.tags.remove, article.tags[0])
    assert await column(run, Tag, "taggings_count") == [0, 1, 1]
    await run(article.delete)
    assert await column(run, Tag, "taggings_count") == [0, 0, 0]


async def test_a_write_renews_all_that_is_above(run: Runner, house: House) -> None:
    ann, ben = await two_authors(run, house)

    async def renewed() -> list[bool]:
        moments = await column(run, house.Publisher, "updated_at")
        moments += await column(run, house.Author, "updated_at")
        await run(house.Publisher.where(name="P").update, updated_at=LONG_AGO)
        await run(house.Author.where(id__gt=0).update, updated_at=LONG_AGO)
        return [when > LONG_AGO for when in moments]

    await renewed()
    book = await run(house.Book.create, title="A", author=ann)
    assert await renewed() == [True, True, False]
    assert (await run(house.Author.find, ann.id)).sold_at == ann.sold_at > LONG_AGO
    await run(book.update, title="B")
    assert await renewed() == [True, True, False]
    assert await run(book.save) is False
    assert await renewed() == [False, False, False]
    await run(book.update, author=ben)
    assert await renewed() == [True, True, True]
    await run(house.Book.where(id=book.id).update, title="C")
    assert await renewed() == [False, False, False]
    await run(book.delete)
    assert await renewed() == [True, False, True]
    await run(ann.touch)
    assert await renewed() == [True, True, False]


async def test_touching_counts_the_version_of_the_parent_up(run: Runner, tables: Tables) -> None:
    class Order(OptimisticLockMixin, ActiveRecord):
        note: str = ""
        items_count: int = 0

    class Item(ActiveRecord):
        order_id: int
        order: BelongsTo[Order] = belongs_to(touch=True)

    class Note(ActiveRecord):
        order_id: int
        order: BelongsTo[Order] = belongs_to(counter_cache="items_count")

    await tables.create(Order, Item, Note)
    order, other = await run(Order.create), await run(Order.one)
    await run(Note.create, order_id=order.id)
    await run(Item.create, order=order)
    assert await run(order.update, note="known") is True
    with pytest.raises(StaleRecordError):
        await run(other.update, note="outdated")


async def test_models_that_share_a_table_count_their_own_rows(run: Runner, tables: Tables) -> None:
    class Depot(ActiveRecord):
        vehicles_count: int = 0
        cars_count: int = 0

    class Vehicle(ActiveRecord):
        __discriminator__ = "kind"
        kind: str = "vehicle"
        depot_id: int | None = None
        depot: BelongsTo[Depot | None] = belongs_to(counter_cache=True)

    class Car(Vehicle):
        garage: BelongsTo[Depot | None] = belongs_to(foreign_key="depot_id", counter_cache="cars_count")

    await tables.create(Depot, Vehicle)
    depot = await run(Depot.create)
    cars = [await run(Car.create, depot=depot) for _ in range(2)]
    await run(Vehicle.create, depot=depot)
    await run((await run(Vehicle.find, cars[0].id)).delete)
    assert await column(run, Depot, "vehicles_count") == [2]
    assert await column(run, Depot, "cars_count") == [1]
    await run(Depot.where(id=depot.id).update, vehicles_count=9, cars_count=9)
    assert await run(Depot.verify_counters) == {"vehicles_count": 1, "cars_count": 1}
    assert await column(run, Depot, "vehicles_count") == [2]
    assert await column(run, Depot, "cars_count") == [1]


async def test_records_of_several_models_count_and_are_renewed(run: Runner, tables: Tables) -> None:
    class Photo(ActiveRecord):
        comments_count: int = 0
        said_at: AwareDatetime | None = None
        comments: HasMany[Comment] = has_many(as_="subject", order_by="id")

    class Article(ActiveRecord):
        comments_count: int = 0
        said_at: AwareDatetime | None = None

    class Comment(ActiveRecord):
        subject_type: Annotated[str | None, Field(max_length=40)] = None
        subject_id: int | None = None
        subject: BelongsTo[Photo | Article | None] = belongs_to(polymorphic=True, counter_cache=True, touch="said_at")

    await tables.create(Photo, Article, Comment)
    photo, article = await run(Photo.create, comments=[{}, {}]), await run(Article.create)
    assert (photo.id, photo.comments_count) == (article.id, 2)
    comment = photo.comments[0]
    comment.subject = article
    await run(comment.save)
    assert (photo.comments_count, article.comments_count) == (1, 1)
    assert article.said_at is not None
    await run(comment.delete)
    assert await column(run, Article, "comments_count") == [article.comments_count] == [0]
    for model in (Photo, Article):
        await run(model.where(id=photo.id).update, comments_count=5)
        assert await run(model.verify_counters) == {"comments_count": 1}
    assert await column(run, Photo, "comments_count") == [1]
    assert await column(run, Article, "comments_count") == [0]


async def test_fields_that_are_missing_are_named_before_anything_is_sent(run: Runner, tables: Tables) -> None:
    class Shelf(ActiveRecord):
        label: str = ""
        book_count: int = 0

    class Book(ActiveRecord):
        shelf_id: int | None = None
        shelf: BelongsTo[Shelf | None] = belongs_to(counter_cache=True)

    class Page(ActiveRecord):
        shelf_id: int | None = None
        shelf: BelongsTo[Shelf | None] = belongs_to(counter_cache="label")

    class Leaf(ActiveRecord):
        shelf_id: int | None = None
        shelf: BelongsTo[Shelf | None] = belongs_to(touch=True)

    for model in (Shelf, Book, Page, Leaf):
        tables.adopt(model)
    with statements() as sent:
        with pytest.raises(ConfigurationError, match=r"Shelf has no field 'books_count'; did you mean 'book_count'"):
            await run(Book.create)
        with pytest.raises(ConfigurationError, match=r"counts in Shelf.label, which is"):
            await run(Page.create_table)
        with pytest.raises(ConfigurationError, match=r"Leaf.shelf touches Shelf, which has no moment 'updated_at'"):
            await run(Leaf.create)
        with pytest.raises(ConfigurationError, match=r"nothing counts in Leaf"):
            await run(Leaf.verify_counters)
    assert sent.sql == []
