"""Relations over keys that are not one number: composite, text, and to the own table."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import ActiveRecord, BelongsTo, Column, HasMany, belongs_to, has_many
from rhosocial.activerecord.testsuite import Models, Runner, Tables


class Theatre(Models):
    """Seats by row and number, and the tickets for them."""

    def __init__(self) -> None:
        class Seat(ActiveRecord):
            row: Annotated[str, Field(max_length=5), Column(primary_key=True)]
            number: Annotated[int, Column(primary_key=True)]
            tickets: HasMany[Ticket] = has_many(foreign_key=("seat_row", "seat_number"))

        class Ticket(ActiveRecord):
            seat_row: Annotated[str, Field(max_length=5)]
            seat_number: int
            seat: BelongsTo[Seat] = belongs_to(foreign_key=("seat_row", "seat_number"))

        super().__init__(Seat, Ticket)


@pytest.fixture
def theatre(run: Runner, tables: Tables) -> Theatre:
    made = Theatre()
    run.drive(tables.create(*made.all))
    return made


async def test_a_composite_foreign_key(run: Runner, theatre: Theatre) -> None:
    await run(theatre.Seat.insert_many, [{"row": row, "number": number} for row in "AB" for number in (1, 2)])
    await run(
        theatre.Ticket.insert_many, [{"seat_row": "A", "seat_number": 2}, {"seat_row": "B", "seat_number": 1}] * 2
    )
    for query in (theatre.Seat.preload("tickets"), theatre.Seat.preload("tickets", strategy="join")):
        seats = await run(query.order_by("row", "number").all)
        assert [len(seat.tickets) for seat in seats] == [0, 2, 2, 0]
    tickets = await run(theatre.Ticket.order_by("id").preload("seat").all)
    assert [(ticket.seat.row, ticket.seat.number) for ticket in tickets] == [("A", 2), ("B", 1)] * 2


async def test_many_composite_keys(run: Runner, theatre: Theatre) -> None:
    keys = [(row, number) for row in "ABC" for number in range(500)]
    await run(theatre.Seat.insert_many, [{"row": row, "number": number} for row, number in keys])
    await run(theatre.Ticket.insert_many, [{"seat_row": row, "seat_number": number} for row, number in keys[::2]])
    seats: Any = await run(theatre.Seat.query().preload("tickets").all)
    found = {(seat.row, seat.number): len(seat.tickets) for seat in seats}
    assert found == {key: int(index % 2 == 0) for index, key in enumerate(keys)}


async def test_a_text_as_foreign_key(run: Runner, tables: Tables) -> None:
    class Country(ActiveRecord):
        code: Annotated[str, Field(max_length=3), Column(primary_key=True)]
        cities: HasMany[City] = has_many(order_by="name")

    class City(ActiveRecord):
        country_code: Annotated[str, Field(max_length=3)]
        name: str
        country: BelongsTo[Country] = belongs_to()

    await tables.create(Country, City)
    await run(Country.insert_many, [{"code": "CH"}, {"code": "ch"}])
    await run(City.insert_many, [{"country_code": "CH", "name": name} for name in ("Chur", "Bern")])
    for query in (Country.preload("cities"), Country.preload("cities", strategy="join")):
        countries = await run(query.all)
        assert {country.code: [city.name for city in country.cities] for country in countries} == {
            "CH": ["Bern", "Chur"],
            "ch": [],
        }


async def test_a_relation_to_the_own_table(run: Runner, tables: Tables) -> None:
    class Folder(ActiveRecord):
        name: str
        parent_id: int | None = None
        parent: BelongsTo[Folder | None] = belongs_to(foreign_key="parent_id")
        children: HasMany[Folder] = has_many(foreign_key="parent_id", order_by="name")

    await tables.create(Folder)
    root = await run(Folder.create, name="root")
    for name in ("b", "a"):
        await run(Folder.create, name=name, parent_id=root.id)
    loaded = await run(Folder.where(parent_id=None).preload("children.children", "parent").one)
    assert [child.name for child in loaded.children] == ["a", "b"]
    assert [len(child.children) for child in loaded.children] == [0, 0]
    assert loaded.parent is None
