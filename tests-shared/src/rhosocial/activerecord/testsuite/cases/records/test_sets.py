"""Many records at once: inserted in one call, updated and deleted by query."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    Column,
    Index,
    QueryError,
    RecordNotSaved,
    UniqueViolation,
    ValidationError,
)
from rhosocial.activerecord.testsuite import Library, Runner, Tables, statements, where


async def test_insert_many_writes_every_row(run: Runner, library: Library) -> None:
    made = await run(library.Author.insert_many, [{"name": f"Author {number}"} for number in range(300)])
    assert len(made) == await run(library.Author.count) == 300
    assert all(author.is_persisted for author in made)


async def test_insert_many_is_all_or_nothing(run: Runner, library: Library) -> None:
    rows = [{"name": "Ann", "email": "a@example.com"}, {"name": "Ben", "email": "a@example.com"}]
    with pytest.raises(UniqueViolation):
        await run(library.Author.insert_many, rows)
    assert await run(library.Author.count) == 0


async def test_insert_many_validates_every_row_before_it_writes(run: Runner, library: Library) -> None:
    with pytest.raises(ValidationError), statements() as sent:
        await run(library.Author.insert_many, [{"name": "Ann"}, {"name": 5}])
    assert sent.sql == []


async def test_insert_many_of_nothing_is_nothing(run: Runner, library: Library) -> None:
    assert await run(library.Author.insert_many, []) == []


async def test_insert_many_keeps_given_keys_among_numbered_ones(run: Runner, library: Library) -> None:
    await run(library.Author.insert_many, [{"id": 900, "name": "Ann"}, {"name": "Ben"}, {"id": 800, "name": "Cem"}])
    keys = {row["name"]: row["id"] for row in await run(library.Author.values, "name", "id")}
    assert (keys["Ann"], keys["Cem"]) == (900, 800)
    assert len(set(keys.values())) == 3


@pytest.mark.parametrize("on", [("email",), ("email", "name")])
async def test_an_upsert_refuses_a_key_twice_before_any_sql(run: Runner, library: Library, on: tuple[str, ...]) -> None:
    rows = [{"name": "Ann", "email": email} for email in ("a@x.org", None, "b@x.org", "a@x.org", None)]
    with pytest.raises(ValidationError, match="row 0 has the same email") as caught, statements() as sent:
        await run(library.Author.upsert_many, rows, on=on)
    assert [detail["loc"] for detail in caught.value.errors()] == [(3, name) for name in on]
    assert sent.sql == []


async def test_a_row_in_the_way_is_told_as_create_tells_it(run: Runner, library: Library) -> None:
    rows = [{"name": name, "email": f"{name}@x.org"} for name in ("ann", "ben", "ann")]
    with pytest.raises(ValidationError) as caught:
        await run(library.Author.insert_many, rows)
    (detail,) = caught.value.errors()
    assert isinstance(caught.value, UniqueViolation)
    assert (detail["loc"], detail["msg"], detail["input"]) == ((2, "email"), "is already taken", "ann@x.org")
    await run(library.Author.create, **rows[1])
    for given, place in ((rows[:2], (1, "email")), (rows[1:2], (0, "email"))):
        with pytest.raises(ValidationError) as caught:
            await run(library.Author.insert_many, given)
        assert [detail["loc"] for detail in caught.value.errors()] == [place]


async def test_an_upsert_changes_what_its_rows_were_given(run: Runner, library: Library) -> None:
    model = library.Author
    for number, name in enumerate("abc"):
        await run(model.create, name=name, email=f"{name}@x.org", born=1900 + number)
    rows: list[Any] = [
        {"email": "a@x.org", "name": "A"},
        model(email="b@x.org", name="B", born=1999),
        {"email": "c@x.org", "name": "C"},
        {"email": "d@x.org", "name": "D"},
    ]
    made = await run(model.upsert_many, rows, on="email")
    found = await run(model.order_by("id").all)
    assert [(author.name, author.born) for author in found] == [("A", 1900), ("B", 1999), ("C", 1902), ("D", None)]
    assert [author.model_dump() for author in made] == [author.model_dump() for author in found]
    assert not any(author.changed for author in made)


@pytest.mark.parametrize("write", ["insert_many", "upsert_many"])
async def test_related_records_are_not_written_with_many_rows(run: Runner, library: Library, write: str) -> None:
    settings = {"on": "id"} if write == "upsert_many" else {}
    given: list[tuple[type[Any], dict[str, Any], str]] = [
        (library.Author, {"id": 1, "name": "Ann", "books": [{"title": "A"}]}, "books"),
        (library.Author, {"id": 1, "name": "Ann", "address": {"city": "Oslo"}}, "address"),
        (library.Book, {"id": 1, "title": "A", "author": {"name": "Ann"}}, "author"),
    ]
    for model, row, name in given:
        either: list[Any] = [row, model(**row)]
        for number in range(2):
            rows = either[number : number + 1]
            with (
                pytest.raises(ValidationError, match=r"related records are not written|a record of its own") as caught,
                statements() as sent,
            ):
                await run(getattr(model, write), rows, **settings)
            assert [detail["loc"] for detail in caught.value.errors()] == [(0, name)]
            assert sent.sql == []
    author = await run(library.Author.create, name="Ann")
    await run(getattr(library.Book, write), [{"id": 7, "title": "A", "author": author}], **settings)
    assert (await run(library.Book.find, 7)).author_id == author.id


async def test_an_upsert_needs_the_key_that_the_server_would_make(run: Runner, library: Library) -> None:
    rows: list[Any] = [{"id": 1, "name": "Ann"}, {"name": "Ben"}]
    with pytest.raises(ValidationError, match="an upsert finds the row by it") as caught, statements() as sent:
        await run(library.Author.upsert_many, rows, on="id")
    assert [detail["loc"] for detail in caught.value.errors()] == [(1, "id")]
    assert sent.sql == []


async def test_an_upsert_needs_a_whole_unique_key(run: Runner, tables: Tables) -> None:
    class Ticket(ActiveRecord):
        __indexes__ = (Index("ref", unique=True, where=lambda ticket: ticket.closed_at.is_null()),)
        __constraints__ = [("queue", "number")]
        ref: Annotated[str, Field(max_length=20)]
        queue: Annotated[str, Field(max_length=20)] = "a"
        number: int = 1
        closed_at: datetime | None = None

    tables.adopt(Ticket)
    for on, message in {
        ("ref",): r"the unique index of ref, .* covers some rows only",
        ("queue",): r"no unique key of Ticket is \(queue\): \(id\), \(queue, number\)",
    }.items():
        with pytest.raises(QueryError, match=message), statements() as sent:
            await run(Ticket.upsert_many, [{"ref": "a"}], on=on)
        assert sent.sql == []


async def test_insert_many_takes_new_records_once(run: Runner, library: Library) -> None:
    ann, ben = await run(library.Author.create, name="Ann"), library.Author(name="Ben")
    for records in ([ben, ann], [ben, ben]):
        with pytest.raises(RecordNotSaved), statements() as sent:
            await run(library.Author.insert_many, records)
        assert sent.sql == []
    assert ben.is_new


@pytest.fixture
def books(run: Runner, library: Library) -> None:
    """Three books of one author, for 5, 10 and 15."""
    author = run.drive(run(library.Author.create, name="Ann"))
    rows = [{"author_id": author.id, "title": f"B{price}", "price": Decimal(price)} for price in (5, 10, 15)]
    run.drive(run(library.Book.insert_many, rows))


@pytest.mark.usefixtures("books")
async def test_update_by_query_changes_what_matches_and_counts_it(run: Runner, library: Library) -> None:
    assert await run(library.Book.where(library.Book.price >= 10).update, year=2000) == 2
    assert await run(library.Book.where(year=2000).order_by("price").pluck, "title") == ["B10", "B15"]


@pytest.mark.usefixtures("books")
async def test_update_by_query_counts_rows_whose_value_stays_the_same(run: Runner, library: Library) -> None:
    assert await run(library.Book.where(title="B5").update, title="B5") == 1


@pytest.mark.usefixtures("books")
async def test_update_by_query_computes_in_the_database(run: Runner, library: Library) -> None:
    await run(library.Book.where(title="B5").update, price=library.Book.price * 2 + 1, year=None)
    assert await run(library.Book.where(title="B5").values, "price", "year") == [{"price": Decimal(11), "year": None}]


@pytest.mark.usefixtures("books")
async def test_delete_by_query_removes_what_matches_and_counts_it(run: Runner, library: Library) -> None:
    assert await run(library.Book.where(price__lt=10).delete) == 1
    assert sorted(await run(library.Book.pluck, "title")) == ["B10", "B15"]


@pytest.mark.usefixtures("books")
async def test_writing_every_row_has_to_be_said(run: Runner, library: Library) -> None:
    with pytest.raises(QueryError), statements() as sent:
        await run(library.Book.query().delete)
    with pytest.raises(QueryError):
        await run(library.Book.query().update, year=1)
    assert sent.sql == []
    assert await run(library.Book.query().all_rows().delete) == 3


@pytest.mark.usefixtures("books")
async def test_aggregates_are_exact(run: Runner, library: Library) -> None:
    assert await run(library.Book.sum, "price") == Decimal(30)
    assert await run(library.Book.avg, "price") == Decimal(10)
    assert await run(library.Book.min, "price") == Decimal(5)
    assert await run(library.Book.max, "title") == "B5"
    assert isinstance(await run(library.Book.sum, "price"), Decimal)


async def test_aggregates_of_nothing_are_none(run: Runner, library: Library) -> None:
    assert await run(library.Book.sum, "price") is None
    assert await run(library.Book.max, "year") is None
    assert await run(library.Book.count) == 0


def _seats() -> Any:
    class Seat(ActiveRecord):
        __constraints__ = (("line", "number"),)
        code: Annotated[str, Column(unique=True, length=20)]
        line: Annotated[str, Column(name="line_name", length=5)]
        number: int | None = None
        guest: str = ""

    return Seat


@pytest.mark.parametrize("at", [0, 3, 700])
async def test_a_row_whose_place_is_taken_is_told_by_its_number(run: Runner, tables: Tables, at: int) -> None:
    model = _seats()
    await tables.create(model)
    await run(model.create, code="taken", line="A", number=1)
    plain = [{"code": f"c{number}", "line": "B", "number": number} for number in range(701)]
    for row, fields in (
        ({"code": "taken", "line": "C", "number": 1}, ("code",)),
        ({"code": "free", "line": "A", "number": 1}, ("line", "number")),
    ):
        with pytest.raises(ValidationError) as caught:
            await run(model.insert_many, [*plain[:at], row, *plain[at:]])
        assert [detail["loc"] for detail in caught.value.errors()] == [(at, name) for name in fields]
        assert [detail["input"] for detail in caught.value.errors()] == [row[name] for name in fields]
    assert await run(model.count) == 1


@where("upsert_on_conflict")
async def test_an_upsert_tells_the_row_in_whose_way_another_is(run: Runner, tables: Tables) -> None:
    model = _seats()
    await tables.create(model)
    await run(model.insert_many, [{"code": code, "line": "A", "number": number} for number, code in enumerate("abc")])
    rows = [{"code": "a", "line": "A", "number": 0, "guest": "Ann"}, {"code": "b", "line": "A", "number": 2}]
    with pytest.raises(UniqueViolation) as caught:
        await run(model.upsert_many, rows, on="code")
    error: Any = caught.value
    assert [detail["loc"] for detail in error.errors()] == [(1, "line"), (1, "number")]


@where("savepoints")
async def test_a_transaction_goes_on_once_the_row_is_told(run: Runner, tables: Tables) -> None:
    model = _seats()
    await tables.create(model)
    async with run.transaction():
        await run(model.create, code="taken", line="A", number=1)
        with pytest.raises(UniqueViolation) as caught:
            await run(model.insert_many, [{"code": "a", "line": "B"}, {"code": "taken", "line": "C"}])
        error: Any = caught.value
        assert [detail["loc"] for detail in error.errors()] == [(1, "code")]
        await run(model.insert_many, [{"code": "b", "line": "B"}])
    assert set(await run(model.pluck, "code")) == {"taken", "b"}


@where("partial_indexes")
async def test_a_row_is_not_told_by_a_key_of_some_rows(run: Runner, tables: Tables) -> None:
    class Page(ActiveRecord):
        __indexes__ = (Index("slug", unique=True, where=lambda page: page.gone.is_null()),)
        slug: Annotated[str, Column(length=20)]
        gone: int | None = None

    await tables.create(Page)
    await run(Page.insert_many, [{"slug": "a", "gone": 1}, {"slug": "b"}])
    with pytest.raises(UniqueViolation) as caught:
        await run(Page.insert_many, [{"slug": "a"}, {"slug": "b"}])
    error: Any = caught.value
    assert [detail["loc"] for detail in error.errors()] == [("slug",)]
