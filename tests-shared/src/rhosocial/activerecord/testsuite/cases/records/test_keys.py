"""Keys of every kind: numbered, given, composite, text, UUID."""

from __future__ import annotations

import uuid
from typing import Annotated

import pytest
from pydantic import Field

from rhosocial.activerecord import ActiveRecord, Column, RecordNotFound, UniqueViolation, ValidationError
from rhosocial.activerecord.testsuite import Library, Runner, Tables, statements


async def test_an_explicit_key_is_honoured(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, id=4711, name="Ann")
    assert author.id == 4711
    assert (await run(library.Author.find, 4711)).name == "Ann"


@pytest.mark.parametrize("key", [-5, 2**40])
async def test_a_key_may_be_any_number(run: Runner, library: Library, key: int) -> None:
    await run(library.Author.create, id=key, name="Ann")
    assert (await run(library.Author.find, key)).id == key


async def test_a_key_that_is_taken_is_refused(run: Runner, library: Library) -> None:
    await run(library.Author.create, id=7, name="Ann")
    with pytest.raises(UniqueViolation):
        await run(library.Author.create, id=7, name="Ben")


async def test_a_changed_key_moves_the_row(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, id=7, name="Ann")
    author.id = 8
    await run(author.save)
    assert await run(library.Author.values, "id", "name") == [{"id": 8, "name": "Ann"}]


async def test_a_row_keeps_its_key(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, id=7, name="Ann")
    author.id = None
    with pytest.raises(ValidationError, match="must have a value") as caught, statements() as sent:
        await run(author.save)
    assert [detail["loc"] for detail in caught.value.errors()] == [("id",)]
    assert sent.sql == []


async def test_a_composite_key_finds_updates_and_deletes(run: Runner, tables: Tables) -> None:
    class Seat(ActiveRecord):
        line: Annotated[str, Field(max_length=5), Column(primary_key=True)]
        number: Annotated[int, Column(primary_key=True)]
        guest: str | None = None

    await tables.create(Seat)
    seat = await run(Seat.create, line="A", number=1)
    await run(Seat.create, line="A", number=2)
    await run(seat.update, guest="Ann")
    assert (await run(Seat.find, ("A", 1))).guest == "Ann"
    assert [found.number for found in await run(Seat.find_many, [("A", 2), ("A", 1)])] == [2, 1]
    await run(seat.delete)
    with pytest.raises(RecordNotFound):
        await run(Seat.find, ("A", 1))
    assert await run(Seat.count) == 1


async def test_a_text_is_a_key(run: Runner, tables: Tables) -> None:
    class Country(ActiveRecord):
        code: Annotated[str, Field(max_length=3), Column(primary_key=True)]
        name: str

    await tables.create(Country)
    await run(Country.create, code="CHE", name="Schweiz")
    await run(Country.create, code="che", name="another, where case counts")
    assert (await run(Country.find, "CHE")).name == "Schweiz"


async def test_a_uuid_is_a_key(run: Runner, tables: Tables) -> None:
    class Token(ActiveRecord):
        id: Annotated[uuid.UUID, Column(primary_key=True)] = Field(default_factory=uuid.uuid4)
        owner: str

    await tables.create(Token)
    token = await run(Token.create, owner="Ann")
    assert (await run(Token.find, token.id)).owner == "Ann"
    await run(token.update, owner="Ben")
    assert await run(Token.where(id=token.id).pluck, "owner") == ["Ben"]


async def test_a_record_with_nothing_but_a_key_is_saved(run: Runner, tables: Tables) -> None:
    class Ticket(ActiveRecord):
        pass

    await tables.create(Ticket)
    first, second = await run(Ticket.create), await run(Ticket.create)
    assert first.id is not None
    assert first.id != second.id
