"""What is not valid is never written: a refused assignment leaves a record as it was."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, model_validator
from pydantic import ValidationError as PydanticError

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    DataError,
    HasMany,
    Rollback,
    ValidationError,
    belongs_to,
    has_many,
)
from rhosocial.activerecord.testsuite import Runner, Tables, statements

JAN_1, JAN_5, FEB_1, FEB_5 = date(2026, 1, 1), date(2026, 1, 5), date(2026, 2, 1), date(2026, 2, 5)


@pytest.fixture
def seen() -> list[tuple[date, date]]:
    """What the model's validator was shown."""
    return []


@pytest.fixture
def stay(run: Runner, tables: Tables, seen: list[tuple[date, date]]) -> Any:
    """A stay whose two days depend on one another."""

    class Guest(ActiveRecord):
        name: str
        stays: HasMany[Stay] = has_many(inverse_of="guest")

    class Stay(ActiveRecord):
        start: date
        end: date
        beds: Annotated[int, Field(ge=1)] = 1
        guest_id: int | None = None
        guest: BelongsTo[Guest | None] = belongs_to(inverse_of="stays")

        @model_validator(mode="after")
        def in_order(self) -> Stay:
            seen.append((self.start, self.end))
            if self.start > self.end:
                raise ValueError("the start is after the end")
            return self

    run.drive(tables.create(Guest, Stay))
    made = run.drive(run(Stay.create, start=JAN_1, end=JAN_5))
    seen.clear()
    return made


async def test_a_refused_assignment_leaves_the_record_as_it_was(run: Runner, stay: Any) -> None:
    with pytest.raises(PydanticError, match="after the end"):
        stay.start = FEB_1
    assert (stay.start, stay.changed) == (JAN_1, False)
    assert await run(stay.save) is False
    assert (await run(type(stay).find, stay.id)).start == JAN_1


async def test_fields_that_depend_on_one_another_change_together(
    run: Runner, stay: Any, seen: list[tuple[date, date]]
) -> None:
    await run(stay.update, start=FEB_1, end=FEB_5)
    assert seen == [(FEB_1, FEB_5)]
    found = await run(type(stay).find, stay.id)
    assert (found.start, found.end) == (FEB_1, FEB_5)
    stay.assign({"end": JAN_5, "start": JAN_1})
    assert (stay.start, stay.end) == (JAN_1, JAN_5)
    stay, created = await run(type(stay).update_or_create, id=stay.id, defaults={"start": FEB_1, "end": FEB_5})
    assert (created, stay.start, stay.end) == (False, FEB_1, FEB_5)


async def _change(run: Runner, stay: Any, values: dict[str, Any]) -> None:
    if "guest" in values:
        stay.assign(values, only=values)
    else:
        await run(stay.update, **values)


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({"start": FEB_1}, [()]),
        ({"start": FEB_5, "end": FEB_1}, [()]),
        ({"start": FEB_1, "end": FEB_5, "beds": 0}, [("beds",)]),
        ({"beds": 0, "end": None, "start": FEB_1}, [("end",), ("beds",)]),
        ({"beds": 2, "start": FEB_1}, [()]),
        ({"beds": 0, "guest": {"nmae": "Ann"}}, [("beds",), ("guest", "name"), ("guest", "nmae")]),
        ({"start": FEB_1, "guest": {"name": "Ann"}}, [()]),
    ],
)
async def test_all_is_assigned_or_none(run: Runner, stay: Any, values: dict[str, Any], places: list[Any]) -> None:
    before, known = dict(vars(stay)), set(stay.model_fields_set)
    with pytest.raises(ValidationError) as caught, statements() as sent:
        await _change(run, stay, values)
    assert [detail["loc"] for detail in caught.value.errors()] == places
    assert (vars(stay), stay.model_fields_set, stay.changed, sent.sql) == (before, known, False, [])
    assert stay.guest is None


async def test_relations_are_assigned_with_fields(run: Runner, stay: Any) -> None:
    guest = await run(type(stay).__relations__["guest"].target.create, name="Ann")
    await run(stay.update, guest=guest, start=FEB_1, end=FEB_5)
    found = await run(type(stay).find, stay.id)
    assert (found.guest_id, found.start) == (guest.id, FEB_1)
    await run(stay.update, guest_id=None, end=FEB_1)
    assert (await run(type(stay).find, stay.id)).guest_id is None
    stay.assign({"guest": {"name": "Ben"}, "beds": 2}, only={"guest", "beds"})
    await run(stay.save)
    assert (await run(type(stay).find, stay.id)).guest_id == stay.guest.id != guest.id


async def test_a_rollback_gives_back_what_a_reload_and_an_assignment_took(run: Runner, stay: Any) -> None:
    stay.beds = 3
    async with run.transaction():
        await run(stay.reload)
        stay.beds = 7
        raise Rollback
    assert stay.beds == 3


class Size(BaseModel):
    """Nested."""

    width: Annotated[int, Field(ge=0)]


@pytest.fixture
def parcel(run: Runner, tables: Tables) -> Any:
    class Parcel(ActiveRecord):
        label: str = ""
        size: Size = Size(width=1)
        sizes: list[Size] = []
        tags: Annotated[list[str], Field(max_length=2)] = []
        marks: Annotated[set[int], Field(max_length=2)] = set()
        notes: dict[str, int] = {}

    run.drive(tables.create(Parcel))
    return Parcel


def _narrow(parcel: Any) -> None:
    parcel.size.width = -5


SPOILED: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "model": (_narrow, ("size", "width")),
    "list of models": (lambda parcel: parcel.sizes.append(Size.model_construct(width=-1)), ("sizes", 0, "width")),
    "list": (lambda parcel: parcel.tags.extend("abc"), ("tags",)),
    "item": (lambda parcel: parcel.tags.append(1), ("tags", 0)),
    "set": (lambda parcel: parcel.marks.update({1, 2, 3}), ("marks",)),
    "dict": (lambda parcel: parcel.notes.update(a="x"), ("notes", "a")),
}


@pytest.mark.parametrize("spoil", SPOILED)
@pytest.mark.parametrize("how", ["new", "created", "loaded", "many"])
async def test_what_changed_in_place_is_validated_when_it_is_saved(
    run: Runner, parcel: Any, spoil: str, how: str
) -> None:
    change, place = SPOILED[spoil]
    made = parcel() if how in ("new", "many") else await run(parcel.create)
    if how == "loaded":
        made = await run(parcel.find, made.id)
    change(made)
    with pytest.raises(ValidationError) as caught, statements() as sent:
        await (run(parcel.insert_many, [made]) if how == "many" else run(made.save))
    assert caught.value.errors()[0]["loc"][-len(place) :] == place
    assert sent.sql == []
    assert [found.size.width for found in await run(parcel.all)] == [1] * made.is_persisted


async def test_a_record_keeps_the_values_that_it_was_saved_with(run: Runner, parcel: Any) -> None:
    made = await run(parcel.create, tags=["a"], size=Size(width=3))
    size, tags = made.size, made.tags
    size.width = 4
    tags.append("b")
    assert await run(made.save) is True
    assert (made.size is size, made.tags is tags) == (True, True)
    size.width = 5
    assert await run(made.save) is True
    assert (await run(parcel.find, made.id)).size.width == 5


async def test_only_what_changed_is_validated(run: Runner, parcel: Any) -> None:
    made = await run(parcel.create)
    await run(parcel.where(id=made.id).update, tags=["a", "b", "c"])
    await run(made.reload)
    made.notes["a"] = 1
    assert await run(made.save) is True
    made.tags.pop()
    assert await run(made.save) is True


async def test_a_row_that_can_not_be_read_is_named(run: Runner, parcel: Any) -> None:
    class Loose(ActiveRecord):
        __table_name__ = parcel.__mapping__.table.name
        size: dict[str, Any]

    Loose.configure(parcel.backend())
    made = await run(parcel.create)
    await run(Loose.where(id=made.id).update, size={"width": "wide"})
    for read in (run(parcel.all), run(parcel.find, made.id)):
        with pytest.raises(DataError, match=f"Parcel {made.id}: size holds .* width: Input should be") as caught:
            await read
        assert isinstance(caught.value.__cause__, PydanticError)
    with pytest.raises(DataError, match=r"size holds .* width: Input should be"):
        await run(parcel.values, "size")
    assert [found.id for found in await run(parcel.select("label").all)] == [made.id]
