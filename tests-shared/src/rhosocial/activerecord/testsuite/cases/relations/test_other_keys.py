"""Foreign keys that refer to another unique field than the primary key."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Column,
    ConfigurationError,
    ForeignKeyViolation,
    HasMany,
    HasOne,
    belongs_to,
    has_many,
    has_one,
)
from rhosocial.activerecord.backend.schema.nodes import CreateIndex
from rhosocial.activerecord.testsuite import Models, Runner, Tables, statements, where

Code = Annotated[str, Field(max_length=20)]


class Shop(Models):
    """Books known by their ISBN, with reviews and a cover that name it."""

    def __init__(self) -> None:
        class Book(ActiveRecord):
            isbn: Annotated[str, Field(max_length=20), Column(unique=True)]
            title: str
            reviews_count: int = 0
            reviews: HasMany[Review] = has_many(inverse_of="book", order_by="id")
            cover: HasOne[Cover] = has_one(primary_key="isbn", foreign_key="isbn")
            readers: HasMany[Reader] = has_many(through="reviews", order_by="name")

        class Review(ActiveRecord):
            book_isbn: Code | None = None
            reader_name: Code | None = None
            stars: int = 0
            book: BelongsTo[Book | None] = belongs_to(primary_key="isbn", counter_cache=True)
            reader: BelongsTo[Reader | None] = belongs_to(primary_key="name")

        class Cover(ActiveRecord):
            isbn: Code
            file: str
            book: BelongsTo[Book] = belongs_to(primary_key="isbn", foreign_key="isbn")

        class Reader(ActiveRecord):
            name: Annotated[str, Field(max_length=20), Column(unique=True)]
            books: HasMany[Book] = has_many(through="Review", order_by="isbn")

        super().__init__(Book, Review, Cover, Reader)


@pytest.fixture
def shop(run: Runner, tables: Tables) -> Shop:
    made = Shop()
    run.drive(tables.create(*made.all))
    return made


async def filled(run: Runner, shop: Shop) -> None:
    reviews, kim = [{"stars": 5}, {"stars": 1}], await run(shop.Reader.create, name="Kim")
    await run(shop.Book.create, id=7, isbn="a", title="A", cover={"file": "a.png"}, reviews=reviews)
    await run(shop.Book.create, id=3, isbn="b", title="B", reviews=[{"stars": 3, "reader": kim}])
    await run(shop.Book.create, id=5, isbn="c", title="C")


async def test_nested_records_take_the_key(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    assert await run(shop.Review.order_by("id").pluck, "book_isbn", "stars") == [("a", 5), ("a", 1), ("b", 3)]
    assert await run(shop.Cover.pluck, "isbn") == ["a"]
    assert await run(shop.Book.order_by("isbn").pluck, "reviews_count") == [2, 1, 0]


@where("foreign_keys")
async def test_the_database_holds_the_key_to_the_field(run: Runner, shop: Shop) -> None:
    with pytest.raises(ForeignKeyViolation):
        await run(shop.Review.create, book_isbn="nowhere", stars=1)


@where("foreign_keys")
async def test_a_key_that_is_itself_a_foreign_key(run: Runner, tables: Tables) -> None:
    class Person(ActiveRecord):
        passport: HasOne[Passport] = has_one()

    class Passport(ActiveRecord):
        person_id: Annotated[int, Column(primary_key=True, foreign_key=True)]
        person: BelongsTo[Person] = belongs_to()

    await tables.create(Person, Passport)
    person = await run(Person.create)
    await run(Passport.create, person=person)
    assert (await run(Person.query().preload("passport").one)).passport is not None
    with pytest.raises(ForeignKeyViolation):
        await run(Passport.create, person_id=person.id + 1)


async def test_both_sides_are_loaded_flat(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    with statements() as sent:
        books = await run(shop.Book.order_by("isbn").preload("reviews", "cover").all)
    assert len(sent.sql) == 3
    assert [[review.stars for review in book.reviews] for book in books] == [[5, 1], [3], []]
    assert [book.cover and book.cover.file for book in books] == ["a.png", None, None]
    assert books[0].reviews[0].book is books[0]
    reviews = await run(shop.Review.order_by("id").preload("book").all)
    assert [review.book.title for review in reviews] == ["A", "A", "B"]


async def test_conditions_and_joins(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    book, review = shop.Book, shop.Review
    assert await run(book.where(book.reviews.any(stars=3)).pluck, "title") == ["B"]
    assert await run(book.where(book.reviews.none()).pluck, "title") == ["C"]
    assert await run(book.where(book.reviews.count() > 1).pluck, "title") == ["A"]
    assert await run(review.where(book__title="B").pluck, "stars") == [3]
    joined = book.join(book.reviews).where(book.reviews.stars < 4)
    assert await run(joined.order_by("isbn").pluck, "title") == ["A", "B"]
    first = await run(book.find_by, isbn="a")
    assert await run(review.where(book=first).order_by("id").pluck, "stars") == [5, 1]
    assert await run(book.where(cover__file="a.png").pluck, "isbn") == ["a"]


async def test_assignment_and_collections_set_the_key(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    a, c = await run(shop.Book.find_by, isbn="a"), await run(shop.Book.find_by, isbn="c")
    await run(a.load, "reviews")
    await run(c.load, "reviews")
    review = a.reviews[0]
    review.book = c
    assert (review.book_isbn, len(a.reviews), len(c.reviews)) == ("c", 1, 1)
    await run(review.save)
    await run(c.reviews.create, stars=2)
    await run(c.reviews.add, a.reviews[0])
    assert await run(shop.Review.order_by("id").pluck, "book_isbn") == ["c", "c", "b", "c"]
    assert (a.reviews_count, c.reviews_count) == (0, 3)
    await run(c.reviews.remove, review)
    assert await run(shop.Review.where(book_isbn=None).count) == 1


async def test_what_is_reached_over_such_keys(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    books = await run(shop.Book.order_by("isbn").preload("readers").all)
    assert [[reader.name for reader in book.readers] for book in books] == [[], ["Kim"], []]
    kim = await run(shop.Reader.query().preload("books").one)
    assert [book.isbn for book in kim.books] == ["b"]
    await run(kim.books.add, books[2])
    assert await run(kim.books.query().pluck, "isbn") == ["b", "c"]
    assert await run(shop.Reader.where(shop.Reader.books.any(title="C")).pluck, "name") == ["Kim"]


async def test_several_fields_together(run: Runner, tables: Tables) -> None:
    class Seat(ActiveRecord):
        __constraints__ = (("row", "number"),)
        row: Annotated[str, Field(max_length=5)]
        number: int
        tickets: HasMany[Ticket] = has_many(order_by="id", inverse_of="seat")

    class Ticket(ActiveRecord):
        seat_row: Annotated[str | None, Field(max_length=5)] = None
        seat_number: int | None = None
        seat: BelongsTo[Seat | None] = belongs_to(primary_key=("row", "number"))

    await tables.create(Seat, Ticket)
    await run(Seat.insert_many, [{"row": row, "number": number} for row in "AB" for number in (1, 2)])
    seat = await run(Seat.where(row="B", number=1).one)
    ticket = await run(Ticket.create, seat=seat)
    assert (ticket.seat_row, ticket.seat_number) == ("B", 1)
    seats = await run(Seat.order_by("id").preload("tickets.seat").all)
    assert [len(each.tickets) for each in seats] == [0, 0, 1, 0]
    assert await run(Seat.where(Seat.tickets.any()).ids) == [seat.id]
    ticket.seat = None
    await run(ticket.save)
    assert await run(Seat.where(Seat.tickets.none()).count) == 4


async def test_a_unique_index_is_enough(run: Runner, tables: Tables) -> None:
    class Book(ActiveRecord):
        __table_name__ = tables.name("book")
        isbn: Code
        reviews: HasMany[Review] = has_many()

    isbn: Any = Book.c.isbn
    Book.__indexes__ = (CreateIndex(tables.name("isbns"), isbn.table, (isbn,), unique=True),)  # type: ignore[attr-defined]

    class Review(ActiveRecord):
        book_isbn: Code
        book: BelongsTo[Book] = belongs_to(primary_key="isbn")

    await tables.create(Book, Review)
    await run(Review.create, book=await run(Book.create, isbn="a"))
    assert await run(Book.where(Book.reviews.any()).count) == 1


async def test_a_key_that_is_not_unique_is_refused_before_anything_is_sent(run: Runner, tables: Tables) -> None:
    class Book(ActiveRecord):
        isbn: Code

    class Review(ActiveRecord):
        book_isbn: Code
        book: BelongsTo[Book] = belongs_to(primary_key="isbn")

    class Note(ActiveRecord):
        book_isbn: Code
        book: BelongsTo[Book] = belongs_to(primary_key="isbn", constraint=False)

    for model in (Book, Review):
        tables.adopt(model)
    with statements() as sent, pytest.raises(ConfigurationError, match=r"Review.book refers to Book.isbn, .* unique"):
        await run(Book.create_tables, Book, Review)
    assert sent.sql == []
    await tables.create(Book, Note)
    await run(Note.create, book_isbn="nowhere")
    await run(Book.create, isbn="a")
    assert await run(Note.where(book__isbn="a").count) == 0


async def test_two_sides_that_do_not_agree(run: Runner, tables: Tables) -> None:
    class Book(ActiveRecord):
        isbn: Annotated[str, Field(max_length=20), Column(unique=True)]
        reviews: HasMany[Review] = has_many(primary_key="isbn", inverse_of="book")
        notes: HasMany[Note] = has_many(foreign_key=("a", "b"))

    class Review(ActiveRecord):
        book_id: int
        book: BelongsTo[Book] = belongs_to()

    class Note(ActiveRecord):
        a: int
        b: int

    for model in (Book, Review, Note):
        tables.adopt(model)
    with pytest.raises(ConfigurationError, match=r"Book.reviews .*isbn.* Review.book .*id"):
        Book.reviews.any()
    with pytest.raises(ConfigurationError, match=r"Book.notes .*\('id'\).*\('a', 'b'\)"):
        Book.notes.any()
