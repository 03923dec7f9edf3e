"""Rows into pydantic models that are no records, nested by relation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pydantic
import pytest

from rhosocial.activerecord import FieldNotFound, count
from rhosocial.activerecord.testsuite import Library, Runner, statements


class ReviewOut(pydantic.BaseModel):
    stars: int


class BookOut(pydantic.BaseModel):
    title: str
    price: Decimal
    reviews: list[ReviewOut] = []


class PlaceOut(pydantic.BaseModel):
    city: str


class AuthorOut(pydantic.BaseModel):
    name: str
    books: list[BookOut]
    address: PlaceOut | None


class OwnerOut(pydantic.BaseModel):
    name: str


class OwnedOut(pydantic.BaseModel):
    title: str
    author: OwnerOut


class Numbered(pydantic.BaseModel):
    name: str
    n: int
    said: str = "nothing"


class Strict(pydantic.BaseModel):
    name: str = pydantic.Field(max_length=2)


class Needing(pydantic.BaseModel):
    nmae: str


@pytest.fixture(autouse=True)
def books(run: Runner, library: Library) -> None:
    """Ann lives in Oslo and wrote two books, one of them reviewed twice; Ben wrote none and lives nowhere."""
    ann, _ = run.drive(run(library.Author.insert_many, [{"name": "Ann"}, {"name": "Ben"}]))
    run.drive(run(library.Address.create, author_id=ann.id, city="Oslo"))
    rows: list[dict[str, Any]] = [
        {"author_id": ann.id, "title": t, "price": Decimal(p)} for t, p in (("A", 1), ("B", 2))
    ]
    first, _ = run.drive(run(library.Book.insert_many, rows))
    run.drive(run(library.Review.insert_many, [{"book_id": first.id, "stars": stars} for stars in (4, 5)]))


async def test_relations_are_nested(run: Runner, library: Library) -> None:
    with statements() as sent:
        found = await run(library.Author.order_by("name").into, AuthorOut)
    assert found == [
        AuthorOut(
            name="Ann",
            books=[
                BookOut(title="A", price=Decimal(1), reviews=[ReviewOut(stars=4), ReviewOut(stars=5)]),
                BookOut(title="B", price=Decimal(2)),
            ],
            address=PlaceOut(city="Oslo"),
        ),
        AuthorOut(name="Ben", books=[], address=None),
    ]
    assert len(sent) == 4


async def test_a_record_is_nested_in_its_own(run: Runner, library: Library) -> None:
    found = await run(library.Book.where(title="B").into, OwnedOut)
    assert found == [OwnedOut(title="B", author=OwnerOut(name="Ann"))]


async def test_annotations_are_fields_and_only_what_is_needed_is_loaded(run: Runner, library: Library) -> None:
    query = library.Author.query().annotate(n=library.Author.books.count()).order_by("name")
    with statements() as sent:
        assert await run(query.into, Numbered) == [Numbered(name="Ann", n=2), Numbered(name="Ben", n=0)]
    assert "born" not in sent.sql[0]
    grouped = library.Author.group_by("name").annotate(n=count()).order_by("name")
    assert [(each.name, each.n) for each in await run(grouped.into, Numbered)] == [("Ann", 1), ("Ben", 1)]


async def test_the_model_validates(run: Runner, library: Library) -> None:
    with pytest.raises(pydantic.ValidationError, match="at most 2 characters"):
        await run(library.Author.query().into, Strict)


async def test_a_field_without_a_value_is_named(run: Runner, library: Library) -> None:
    with pytest.raises(FieldNotFound, match=r"Needing.nmae has no value in the query; did you mean 'name'\?"):
        await run(library.Author.query().into, Needing)
