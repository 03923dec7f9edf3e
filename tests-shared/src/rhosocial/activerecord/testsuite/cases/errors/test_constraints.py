"""A violated constraint has an error of its own that knows it; met by save(), that is a ValidationError too."""

from __future__ import annotations

from typing import Annotated

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    CheckViolation,
    Column,
    ForeignKeyViolation,
    IntegrityError,
    NotNullViolation,
    UniqueViolation,
    ValidationError,
)
from rhosocial.activerecord.backend.schema.nodes import CheckConstraint
from rhosocial.activerecord.testsuite import Library, Runner, Tables, where


def _places(error: IntegrityError) -> list[tuple[int | str, ...]]:
    assert isinstance(error, ValidationError)
    return [detail["loc"] for detail in error.errors()]


async def test_a_unique_column(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann", email="a@example.com")
    with pytest.raises(UniqueViolation) as caught:
        await run(library.Author.create, name="Ben", email="a@example.com")
    assert caught.value.columns == ("email",)
    assert caught.value.table == library.Author.__mapping__.table.name
    assert _places(caught.value) == [("email",)]
    assert caught.value.driver_error is not None
    assert await run(library.Author.count) == 1


async def test_a_unique_column_met_by_an_update(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann", email="a@example.com")
    ben = await run(library.Author.create, name="Ben")
    with pytest.raises(UniqueViolation) as caught:
        await run(ben.update, email="a@example.com")
    assert _places(caught.value) == [("email",)]
    with pytest.raises(UniqueViolation) as caught:
        await run(library.Author.where(name="Ben").update, email="a@example.com")
    assert not isinstance(caught.value, ValidationError)


async def test_a_unique_pair_of_columns(run: Runner, tables: Tables) -> None:
    class Seat(ActiveRecord):
        __constraints__ = (("line", "number"),)
        line: Annotated[int, Column(name="row_no")]
        number: int

    await tables.create(Seat)
    await run(Seat.create, line=1, number=1)
    await run(Seat.create, line=1, number=2)
    with pytest.raises(UniqueViolation) as caught:
        await run(Seat.create, line=1, number=2)
    assert caught.value.columns == ("row_no", "number")
    assert _places(caught.value) == [("line",), ("number",)]


async def test_a_primary_key(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    with pytest.raises(UniqueViolation) as caught:
        await run(library.Author.create, id=author.id, name="Ben")
    assert _places(caught.value) == [("id",)]


async def test_a_column_that_must_have_a_value(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann")
    with pytest.raises(NotNullViolation) as caught:
        await run(library.Author.where(name="Ann").update, name=None)
    assert caught.value.columns == ("name",)


@where("foreign_keys")
async def test_a_foreign_key_to_no_row(run: Runner, library: Library) -> None:
    with pytest.raises(ForeignKeyViolation) as caught:
        await run(library.Book.create, author_id=999999, title="Nobody's")
    assert isinstance(caught.value, ValidationError)
    assert await run(library.Book.count) == 0


@where("foreign_keys")
async def test_a_foreign_key_names_its_field(run: Runner, library: Library) -> None:
    with pytest.raises(ForeignKeyViolation) as caught:
        await run(library.Book.create, author_id=999999, title="Nobody's")
    assert _places(caught.value) == [("author_id",)]


@where("foreign_keys")
async def test_a_row_that_others_refer_to(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    await run(library.Book.create, author_id=author.id, title="A1")
    with pytest.raises(ForeignKeyViolation):
        await run(library.Author.where(id=author.id).delete)
    assert await run(library.Author.count) == 1


@where("check_constraints")
async def test_a_check(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    book = await run(library.Book.create, author_id=author.id, title="A1")
    with pytest.raises(CheckViolation) as caught:
        await run(library.Review.create, book_id=book.id, stars=6)
    assert isinstance(caught.value, ValidationError)
    assert await run(library.Review.count) == 0


@where("check_constraints")
async def test_a_named_check_says_its_name(run: Runner, tables: Tables) -> None:
    class Range(ActiveRecord):
        low: int
        high: int

    name = tables.name("ordered")
    Range.__constraints__ = (CheckConstraint("low <= high", name),)  # type: ignore[attr-defined]
    await tables.create(Range)
    with pytest.raises(CheckViolation) as caught:
        await run(Range.create, low=2, high=1)
    assert caught.value.constraint == name


async def test_insert_many_says_what_was_violated(run: Runner, library: Library) -> None:
    rows = [{"name": "Ann", "email": "a@example.com"}, {"name": "Ben", "email": "a@example.com"}]
    with pytest.raises(UniqueViolation) as caught:
        await run(library.Author.insert_many, rows)
    assert caught.value.columns == ("email",)
