"""Records as values of conditions: one without a row stands for none, never for "no value"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, BelongsTo, HasMany, InvalidValue, belongs_to, has_many
from rhosocial.activerecord.testsuite import Models, Runner, Tables, statements


class Yard(Models):
    """Boats, some of them without a port."""

    def __init__(self) -> None:
        class Port(ActiveRecord):
            name: str
            boats: HasMany[Boat] = has_many(inverse_of="port", order_by="id")

        class Boat(ActiveRecord):
            port_id: int | None = None
            name: str
            port: BelongsTo[Port | None] = belongs_to(inverse_of="boats")

        super().__init__(Port, Boat)


@pytest.fixture
def yard(run: Runner, tables: Tables) -> Yard:
    made = Yard()
    run.drive(tables.create(*made.all))
    home, empty = run.drive(run(made.Port.insert_many, [{"id": 1, "name": "home"}, {"id": 2, "name": "empty"}]))
    names = {"Ada": home.id, "Bea": home.id, "Flotsam": None}
    run.drive(run(made.Boat.insert_many, [{"name": name, "port_id": key} for name, key in names.items()]))
    assert empty.is_persisted
    return made


async def test_a_record_without_a_row_is_refused(run: Runner, yard: Yard) -> None:
    port, boat = yard.Port(name="unsaved"), yard.Boat(name="unsaved")
    refused: list[Callable[[], Any]] = [
        lambda: yard.Boat.where(port=port),
        lambda: yard.Boat.where(port__ne=port),
        lambda: yard.Boat.where(port__in=[port]),
        lambda: yard.Boat.where(yard.Boat.port == port),
        lambda: yard.Port.where(boats=boat),
        lambda: yard.Port.where(boats__in=[boat]),
        lambda: yard.Port.where(boats__port=port),
    ]
    with statements() as sent:
        for build in refused:
            with pytest.raises(InvalidValue, match="save it first"):
                build()
        with pytest.raises(InvalidValue, match="save it first"):
            await run(yard.Boat.find_by, port=port)
    assert sent.sql == []


async def test_a_collection_of_an_unsaved_record_has_no_rows(run: Runner, yard: Yard) -> None:
    boats = yard.Port(name="unsaved").boats
    assert await run(boats.where(name="Flotsam").all) == []
    assert await run(boats.where(name="Flotsam").delete) == 0
    assert await run(yard.Boat.count) == 3


async def test_a_to_many_relation_is_compared_with_records(run: Runner, yard: Yard) -> None:
    ada, flotsam = [await run(yard.Boat.find_by, name=name) for name in ("Ada", "Flotsam")]
    assert await run(yard.Port.where(boats=ada).pluck, "name") == ["home"]
    assert await run(yard.Port.where(boats__in=[flotsam, ada]).pluck, "name") == ["home"]
    assert await run(yard.Port.where(boats__in=[]).pluck, "name") == []
    assert await run(yard.Port.where(boats=None).pluck, "name") == ["empty"]
    assert await run(yard.Port.where(boats__isnull=True).pluck, "name") == ["empty"]
    assert await run(yard.Port.where(boats__isnull=False).pluck, "name") == ["home"]


async def test_a_relation_takes_operators(run: Runner, yard: Yard) -> None:
    port, boat = yard.Port, yard.Boat
    home = await run(port.find, 1)
    assert await run(boat.where(boat.port == home).order_by("name").pluck, "name") == ["Ada", "Bea"]
    assert await run(boat.where(boat.port == None).pluck, "name") == ["Flotsam"]  # noqa: E711
    assert await run(boat.where(boat.port != None).count) == 2  # noqa: E711
    assert await run(port.where(port.boats == None).pluck, "name") == ["empty"]  # noqa: E711
    assert await run(port.where(port.boats != await run(boat.find_by, name="Bea")).pluck, "name") == ["empty"]
