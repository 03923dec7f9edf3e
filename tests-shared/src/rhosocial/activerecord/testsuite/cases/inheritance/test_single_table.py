"""Models with a discriminator share a table: each row loads as its own model, and each model finds its own rows."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Column,
    ConfigurationError,
    HasMany,
    QueryError,
    RecordNotFound,
    Rollback,
    SoftDeleteMixin,
    UniqueViolation,
    ValidationError,
    belongs_to,
    has_many,
)
from rhosocial.activerecord.testsuite import Models, Runner, Tables, statements


class Fleet(Models):
    """Vehicles of three kinds in one table, one of them below another, and the depots they stand in."""

    def __init__(self) -> None:
        class Depot(ActiveRecord):
            name: str
            vehicles: HasMany[Vehicle] = has_many(inverse_of="depot", order_by="id")
            cars: HasMany[Car] = has_many(foreign_key="depot_id", order_by="id")

        class Vehicle(ActiveRecord):
            __discriminator__ = "kind"
            kind: str = "vehicle"
            name: str
            depot_id: int | None = None
            depot: BelongsTo[Depot] = belongs_to(inverse_of="vehicles")

        class Car(Vehicle):
            doors: int
            plate: Annotated[str | None, Field(max_length=9), Column(unique=True)] = None

        class Truck(Vehicle):
            kind: str = "lorry"
            tons: float
            trailers: list[str] = []
            tows_id: int | None = None
            tows: BelongsTo[Vehicle] = belongs_to(foreign_key="tows_id")

        class Pickup(Truck):
            seats: int = 2

        super().__init__(Car, Depot, Vehicle, Truck, Pickup)


@pytest.fixture
def fleet(run: Runner, tables: Tables) -> Fleet:
    """The models; a depot with a car and a pickup, and a truck and a plain vehicle outside."""
    made = Fleet()
    run.drive(tables.create(*made.all))
    depot = run.drive(run(made.Depot.create, name="d"))
    car = run.drive(run(made.Car.create, name="c", doors=4, depot_id=depot.id))
    run.drive(run(made.Truck.create, name="t", tons=2.5, trailers=["x"], tows_id=car.id))
    run.drive(run(made.Pickup.create, name="p", tons=1, depot_id=depot.id))
    run.drive(run(made.Vehicle.create, name="v"))
    return made


def kinds(records: Any) -> list[str]:
    return [type(record).__name__ for record in records]


async def test_the_base_loads_each_row_as_its_model(run: Runner, fleet: Fleet) -> None:
    with statements() as sent:
        found = await run(fleet.Vehicle.order_by("id").all)
    assert len(sent.sql) == 1
    assert kinds(found) == ["Car", "Truck", "Pickup", "Vehicle"]
    assert (found[0].doors, found[1].trailers, found[2].seats) == (4, ["x"], 2)
    assert [record.changed for record in found] == [False] * 4
    assert set(found[3].model_dump()) == {"id", "kind", "name", "depot_id"}
    assert type(await run(fleet.Vehicle.find, found[2].id)) is fleet.Pickup
    assert kinds([record async for record in run.each(fleet.Vehicle.order_by("id").iterate, 2)]) == kinds(found)


async def test_a_model_finds_its_rows_and_those_of_its_heirs(run: Runner, fleet: Fleet) -> None:
    assert kinds(await run(fleet.Car.query().all)) == ["Car"]
    assert kinds(await run(fleet.Truck.order_by("id").all)) == ["Truck", "Pickup"]
    assert await run(fleet.Pickup.count) == 1
    truck = await run(fleet.Truck.where(name="t").one)
    with pytest.raises(RecordNotFound):
        await run(fleet.Car.find, truck.id)
    assert await run(fleet.Car.unscoped().where(name="t").first) is None
    assert await run(fleet.Truck.where(tons__gt=2).pluck, "name") == ["t"]


async def test_relations_lead_to_each_model(run: Runner, fleet: Fleet) -> None:
    depot = await run(fleet.Depot.query().preload("vehicles", "cars").one)
    assert kinds(depot.vehicles) == ["Car", "Pickup"]
    assert kinds(depot.cars) == ["Car"]
    (joined,) = await run(fleet.Depot.query().preload("vehicles", "cars", strategy="join").all)
    assert (kinds(joined.vehicles), kinds(joined.cars)) == (["Car", "Pickup"], ["Car"])
    assert await run(fleet.Depot.where(fleet.Depot.cars.any(doors=4)).count) == 1
    assert await run(fleet.Depot.where(cars__name="p").count) == 0
    assert await run(fleet.Depot.join("cars").count) == 1
    truck = await run(fleet.Truck.where(name="t").preload("tows").one)
    assert type(truck.tows) is fleet.Car


async def test_writes_are_the_model_s_own(run: Runner, fleet: Fleet) -> None:
    car = await run(fleet.Vehicle.where(name="c").one)
    assert await run(car.update, doors=5) is True
    await run(car.reload)
    assert (car.doors, car.saved_changes) == (5, {"doors": (4, 5)})
    assert await run(fleet.Car.where(doors=5).update, name="C") == 1
    with pytest.raises(QueryError, match="every row"):
        await run(fleet.Car.query().delete)
    async with run.transaction():
        await run((await run(fleet.Vehicle.where(name="p").one)).delete)
        assert await run(fleet.Vehicle.count) == 3
        raise Rollback
    assert await run(fleet.Truck.query().all_rows().delete) == 2
    assert await run(fleet.Vehicle.order_by("id").pluck, "name") == ["C", "v"]


async def test_many_of_several_models_are_inserted_at_once(run: Runner, fleet: Fleet) -> None:
    rows = [fleet.Car(name="a", doors=2), {"name": "b"}, fleet.Pickup(name="d", tons=1), fleet.Car(name="e", doors=3)]
    made = await run(fleet.Vehicle.insert_many, rows)
    found = await run(fleet.Vehicle.where(name__in=["a", "b", "d", "e"]).order_by("name").all)
    assert kinds(found) == kinds(made) == ["Car", "Vehicle", "Pickup", "Car"]
    assert (found[0].doors, found[3].doors, found[2].tons) == (2, 3, 1)


async def test_a_part_of_a_record_knows_its_model(run: Runner, fleet: Fleet) -> None:
    found = await run(fleet.Vehicle.select("name").order_by("id").all)
    assert kinds(found) == ["Car", "Truck", "Pickup", "Vehicle"]
    found[0].name = "C"
    assert await run(found[0].save) is True
    assert (await run(fleet.Car.query().one)).name == "C"


async def test_constraints_of_an_heir_hold(run: Runner, fleet: Fleet) -> None:
    await run(fleet.Car.create, name="a", doors=2, plate="X 1")
    with pytest.raises(UniqueViolation) as caught:
        await run(fleet.Car.create, name="b", doors=2, plate="X 1")
    error: Any = caught.value
    assert [detail["loc"] for detail in error.errors()] == [("plate",)]
    with pytest.raises(ValidationError):
        await run(fleet.Car.create, name="b")


async def test_the_discriminator_is_the_model_s_own(run: Runner, fleet: Fleet) -> None:
    with pytest.raises(ValidationError, match="vehicle"):
        await run(fleet.Vehicle.create, name="x", kind="car")
    either: Any = Annotated[fleet.Car | fleet.Truck, Field(discriminator="kind")]
    union: TypeAdapter[Any] = TypeAdapter(either)
    made = union.validate_python({"kind": "lorry", "name": "u", "tons": 3})
    assert type(made) is fleet.Truck
    await run(made.save)
    assert await run(fleet.Truck.where(name="u").count) == 1


async def test_a_row_of_no_model_is_an_error_that_says_so(run: Runner, fleet: Fleet) -> None:
    class Boat(fleet.Vehicle):  # type: ignore[misc, name-defined]
        pass

    await run(Boat.create, name="b")
    assert kinds(await run(fleet.Vehicle.where(name="b").all)) == ["Boat"]
    del fleet.Vehicle.__family__.members["boat"]
    fleet.Vehicle.__forget_heirs__()
    with pytest.raises(ConfigurationError, match=r"kind = 'boat', which no Vehicle has; .*car.*Is the module imported"):
        await run(fleet.Vehicle.query().all)
    assert kinds(await run(fleet.Car.query().all)) == ["Car"]


async def test_mixins_go_along(run: Runner, tables: Tables) -> None:
    class Note(SoftDeleteMixin, ActiveRecord):
        __discriminator__ = "type"
        type: str = "note"

    class Task(Note):
        done: bool = False

        def before_save(self) -> Any:
            self.done = True
            return super().before_save()

    await tables.create(Note, Task)
    task = await run(Task.create)
    await run(Note.create)
    await run(task.delete)
    assert kinds(await run(Note.query().all)) == ["Note"]
    assert await run(Task.count) == 0
    assert [found.done for found in await run(Task.only_deleted().all)] == [True]
    assert kinds(await run(Note.with_deleted().order_by("id").all)) == ["Task", "Note"]
