"""Tables follow from models, with everything the model says of its columns."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    CheckViolation,
    Column,
    DatabaseError,
    ProgrammingError,
    Rollback,
    UniqueViolation,
    belongs_to,
)
from rhosocial.activerecord.testsuite import Library, Runner, Tables, requires, where


async def test_a_table_is_created_and_dropped(run: Runner, tables: Tables) -> None:
    class Note(ActiveRecord):
        text: str

    tables.adopt(Note)
    await run(Note.create_table)
    await run(Note.create, text="here")
    await run(Note.drop_table)
    with pytest.raises(ProgrammingError):
        await run(Note.count)


async def test_a_table_is_created_once(run: Runner, library: Library) -> None:
    with pytest.raises(DatabaseError, match="if_not_exists=True"):
        await run(library.Review.create_table)
    await run(library.Review.create_table, if_not_exists=True)
    await run(library.Author.create, name="Ann")
    await run(library.Author.create_table, if_not_exists=True)
    assert await run(library.Author.count) == 1


async def test_a_table_that_is_not_there_is_dropped_only_if_that_is_said(run: Runner, tables: Tables) -> None:
    class Note(ActiveRecord):
        text: str

    tables.adopt(Note)
    await run(Note.drop_table, if_exists=True)
    with pytest.raises(DatabaseError):
        await run(Note.drop_table)


async def test_tables_are_created_in_the_order_they_refer_to_one_another(run: Runner, tables: Tables) -> None:
    class Team(ActiveRecord):
        name: str

    class Player(ActiveRecord):
        team_id: int
        team: BelongsTo[Team] = belongs_to()

    await tables.create(Player, Team)
    team = await run(Team.create, name="A")
    await run(Player.create, team_id=team.id)
    assert await run(Player.count) == 1


async def test_a_server_default_is_read_back(run: Runner, tables: Tables) -> None:
    class Order(ActiveRecord):
        state: Annotated[str | None, Field(max_length=20), Column(server_default="'open'")] = None
        number: Annotated[int | None, Column(server_default="7")] = None

    await tables.create(Order)
    order = await run(Order.create)
    assert (order.state, order.number) == ("open", 7)
    assert (await run(Order.find, order.id)).state == "open"
    given = await run(Order.create, state="shut", number=0)
    assert (given.state, given.number) == ("shut", 0)


async def test_a_computed_column_is_read_back(run: Runner, tables: Tables) -> None:
    class Line(ActiveRecord):
        price: int
        amount: int
        total: Annotated[int | None, Column(generated="price * amount")] = None

    await tables.create(Line)
    line = await run(Line.create, price=3, amount=4)
    assert line.total == 12
    await run(line.update, amount=5)
    assert line.total == 15
    assert await run(Line.where(total=15).count) == 1


async def test_indexes_and_constraints_of_the_table(run: Runner, tables: Tables) -> None:
    class Booking(ActiveRecord):
        __indexes__ = (("room", "day"),)
        __constraints__ = (("room", "day"), "day > 0")
        room: Annotated[str, Field(max_length=20), Column(index=True)]
        day: int

    await tables.create(Booking)
    await run(Booking.create, room="A", day=1)
    with pytest.raises(UniqueViolation):
        await run(Booking.create, room="A", day=1)


@where("check_constraints")
async def test_a_check_of_a_column(run: Runner, tables: Tables) -> None:
    class Product(ActiveRecord):
        price: Annotated[Decimal, Column(precision=10, scale=2, check="price >= 0")]

    await tables.create(Product)
    await run(Product.create, price=Decimal("0.00"))
    with pytest.raises(CheckViolation):
        await run(Product.create, price=Decimal("-0.01"))


@where("foreign_keys")
@pytest.mark.parametrize(("action", "left"), [("cascade", 0), ("set null", 1)])
async def test_what_a_foreign_key_does_on_delete(run: Runner, tables: Tables, action: str, left: int) -> None:
    class Team(ActiveRecord):
        name: str

    class Player(ActiveRecord):
        team_id: Annotated[int | None, Column(on_delete=action)] = None
        team: BelongsTo[Team | None] = belongs_to()

    await tables.create(Team, Player)
    team = await run(Team.create, name="A")
    await run(Player.create, team_id=team.id)
    await run(Team.where(id=team.id).delete)
    assert await run(Player.count) == left
    assert await run(Player.where(team_id=None).count) == left


async def test_comments_and_collations_do_no_harm(run: Runner, tables: Tables) -> None:
    class Note(ActiveRecord):
        __table_comment__ = "What it's for: \\ ; -- %s"
        text: Annotated[str, Column(comment='it\'s a "note" \\ %s')]

    await tables.create(Note)
    await run(Note.create, text="x")
    assert await run(Note.count) == 1


async def test_a_column_bears_another_name_than_its_field(run: Runner, tables: Tables) -> None:
    class Person(ActiveRecord):
        key: Annotated[uuid.UUID, Column(primary_key=True, name="person_key")] = Field(default_factory=uuid.uuid4)
        full_name: Annotated[str, Column(name="fullName")]

    await tables.create(Person)
    person = await run(Person.create, full_name="Ann")
    await run(person.update, full_name="Anne")
    assert await run(Person.where(full_name="Anne").order_by("-full_name").pluck, "full_name") == ["Anne"]
    assert (await run(Person.find, person.key)).full_name == "Anne"


@requires("transactional_ddl")
async def test_a_rollback_takes_a_new_table_with_it(run: Runner, tables: Tables) -> None:
    class Note(ActiveRecord):
        text: str

    tables.adopt(Note)
    async with run.transaction():
        await run(Note.create_table)
        await run(Note.create, text="gone soon")
        raise Rollback
    with pytest.raises(ProgrammingError):
        await run(Note.count)
