"""A violated constraint is a validation error, and leaves the transaction it happened in usable."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    CheckViolation,
    Column,
    Deadlock,
    ForeignKeyViolation,
    NotNullViolation,
    SerializationFailure,
    UniqueViolation,
    ValidationError,
    belongs_to,
)
from rhosocial.activerecord.backend.schema.nodes import CheckConstraint
from rhosocial.activerecord.testsuite import Library, Runner, Tables, statements, where


@where("savepoints")
async def test_a_transaction_goes_on_after_a_violated_insert(run: Runner, library: Library) -> None:
    async with run.transaction():
        await run(library.Author.create, name="Ann", email="a@x.org")
        double = library.Author(name="Ben", email="a@x.org")
        with pytest.raises(UniqueViolation):
            await run(double.save)
        assert double.is_new
        double.email = "b@x.org"
        assert await run(double.save) is True
    assert await run(library.Author.order_by("id").pluck, "name") == ["Ann", "Ben"]


@where("savepoints")
async def test_a_transaction_goes_on_after_a_violated_update(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann", email="a@x.org")
    ben = await run(library.Author.create, name="Ben", email="b@x.org")
    async with run.transaction():
        ben.email = "a@x.org"
        with pytest.raises(UniqueViolation):
            await run(ben.save)
        assert ben.changes == {"email": ("b@x.org", "a@x.org")}
        ben.restore_attributes()
        await run(ben.update, name="Bob")
    assert await run(library.Author.where(email="b@x.org").pluck, "name") == ["Bob"]


@where("savepoints")
async def test_a_transaction_goes_on_after_a_violation_under_hooks(run: Runner, tables: Tables) -> None:
    class Tag(ActiveRecord):
        name: Annotated[str, Column(unique=True, length=20)]

        def before_save(self) -> None:
            self.name = self.name.lower()

    await tables.create(Tag)
    async with run.transaction():
        await run(Tag.create, name="a")
        with pytest.raises(UniqueViolation):
            await run(Tag.create, name="A")
        await run(Tag.create, name="b")
    assert await run(Tag.order_by("name").pluck, "name") == ["a", "b"]


async def test_a_violation_is_told_in_the_form_of_pydantic(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann", email="a@x.org")
    with pytest.raises(ValidationError) as caught:
        await run(library.Author.create, name="Ben", email="a@x.org")
    assert isinstance(caught.value, UniqueViolation)
    (detail,) = caught.value.errors()
    assert (detail["type"], detail["loc"], detail["input"]) == ("unique", ("email",), "a@x.org")


async def test_a_missing_value_is_told(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    vars(author)["name"] = None
    with pytest.raises(ValidationError) as caught:
        await run(author.save)
    assert isinstance(caught.value, NotNullViolation)
    assert [detail["loc"] for detail in caught.value.errors()] == [("name",)]


@where("check_constraints", "savepoints")
async def test_a_failed_check_is_told(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    book = await run(library.Book.create, author_id=author.id, title="A")
    async with run.transaction():
        with pytest.raises(ValidationError) as caught:
            await run(library.Review.create, book_id=book.id, stars=9)
        assert isinstance(caught.value, CheckViolation)
        await run(library.Review.create, book_id=book.id, stars=5)
    assert await run(library.Review.count) == 1


async def test_a_composite_key_is_told_by_all_its_fields(run: Runner, tables: Tables) -> None:
    class Seat(ActiveRecord):
        __constraints__ = (("row", "number"),)
        row: Annotated[str, Column(length=5)]
        number: int

    await tables.create(Seat)
    await run(Seat.create, row="A", number=1)
    with pytest.raises(UniqueViolation) as caught:
        await run(Seat.create, row="A", number=1)
    error: Any = caught.value
    assert {detail["loc"] for detail in error.errors()} == {("row",), ("number",)}
    assert "the combination of row, number is already taken" in str(error)
    assert error.__cause__ is error.driver_error
    assert error.__suppress_context__


@pytest.mark.parametrize("callers", [32])
async def test_get_or_create_makes_one_under_many_callers(run: Runner, library: Library, callers: int) -> None:
    async def call(number: int) -> tuple[Any, bool]:
        found: tuple[Any, bool] = await run(
            library.Author.get_or_create, email="a@x.org", defaults={"name": f"Ann {number}"}
        )
        return found

    results: list[Any] = await run.together(*(call(number) for number in range(callers)))
    assert sum(created for _, created in results) == 1
    assert len({record.id for record, _ in results}) == 1
    assert await run(library.Author.count) == 1


async def test_update_or_create_makes_one_under_many_callers(run: Runner, tables: Tables) -> None:
    class Word(ActiveRecord):
        text: Annotated[str, Column(unique=True, length=20)]
        caller: int
        note: str = "new"

    async def call(number: int) -> tuple[Any, bool]:
        while True:
            with suppress(SerializationFailure):  # a server may refuse instead of letting it wait
                found: tuple[Any, bool] = await run(Word.update_or_create, text="a", defaults={"caller": number})
                return found

    await tables.create(Word)
    results: list[Any] = await run.together(*(call(number) for number in range(32)))
    assert sum(created for _, created in results) == 1
    assert [record.caller for record, _ in results] == list(range(32))
    found = await run(Word.query().one)
    assert (found.text, found.note, found.caller in range(32)) == ("a", "new", True)


@where("for_update", "savepoints")
async def test_get_or_create_makes_one_inside_transactions(run: Runner, library: Library) -> None:
    async def call(number: int) -> tuple[Any, bool]:
        while True:
            try:
                async with run.transaction():
                    found: tuple[Any, bool] = await run(
                        library.Author.get_or_create, email="a@x.org", defaults={"name": f"Ann {number}"}
                    )
                    return found
            except (Deadlock, SerializationFailure):
                continue

    results: list[Any] = await run.together(*(call(number) for number in range(32)))
    assert sum(created for _, created in results) == 1
    assert {record.id for record, _ in results} == set(await run(library.Author.query().ids))


async def test_outside_a_transaction_a_write_is_one_statement(run: Runner, library: Library) -> None:
    with statements() as sent:
        await run(library.Author.create, name="Ann", email="a@x.org")
    assert len(sent.sql) == 1


@where("foreign_keys", "savepoints")
async def test_a_foreign_key_is_told_by_its_field(run: Runner, library: Library) -> None:
    async with run.transaction():
        with pytest.raises(ForeignKeyViolation) as caught:
            await run(library.Book.create, author_id=12345, title="A")
        assert await run(library.Book.count) == 0
    error: Any = caught.value
    assert [detail["loc"] for detail in error.errors()] == [("author_id",)]


@where("foreign_keys")
async def test_a_foreign_key_of_several_columns_is_told_by_all(run: Runner, tables: Tables) -> None:
    class Row(ActiveRecord):
        __primary_key__ = ("hall", "number")
        hall: int
        number: int

    class Seat(ActiveRecord):
        hall: int
        row: int
        row_there: BelongsTo[Row] = belongs_to(foreign_key=("hall", "row"))

    await tables.create(Row, Seat)
    await run(Row.create, hall=1, number=1)
    seat = await run(Seat.create, hall=1, row=1)
    for write in (lambda: run(Seat.create, hall=1, row=2), lambda: run(seat.update, hall=2, row=2)):
        with pytest.raises(ForeignKeyViolation) as caught:
            await write()
        error: Any = caught.value
        assert {detail["loc"] for detail in error.errors()} == {("hall",), ("row",)}


@where("check_constraints")
@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
async def test_a_check_is_told_by_its_fields(run: Runner, tables: Tables, named: bool) -> None:
    class Span(ActiveRecord):
        __constraints__ = (CheckConstraint("low < high", tables.name("ordered")) if named else "low < high",)
        low: Annotated[int, Column(check="low >= 0")]
        high: int

    await tables.create(Span)
    for values, places in (((-1, 1), {("low",)}), ((2, 1), {("low",), ("high",)})):
        with pytest.raises(CheckViolation) as caught:
            await run(Span.create, low=values[0], high=values[1])
        error: Any = caught.value
        assert {detail["loc"] for detail in error.errors()} == places


@where("check_constraints")
async def test_each_of_several_unnamed_checks_is_told(run: Runner, tables: Tables) -> None:
    class Parcel(ActiveRecord):
        __constraints__ = ("floor_level < high", "kind <> 'high'", "high - floor_level < 100", "1 = 1")
        low: Annotated[int, Column(name="floor_level", check="floor_level >= 0")]
        high: Annotated[int, Column(check="high <> 13")]
        kind: Annotated[str, Column(length=20)] = "box"

    await tables.create(Parcel)
    for values, places in (
        ({"low": -1, "high": 1}, {"low"}),
        ({"low": 1, "high": 13}, {"high"}),
        ({"low": 2, "high": 1}, {"low", "high"}),
        ({"low": 0, "high": 200}, {"low", "high"}),
        ({"low": 0, "high": 1, "kind": "high"}, {"kind"}),
    ):
        with pytest.raises(CheckViolation) as caught:
            await run(Parcel.create, **values)
        error: Any = caught.value
        assert {detail["loc"] for detail in error.errors()} == {(place,) for place in places}


@where("check_constraints")
async def test_a_check_of_many_long_names_is_told(run: Runner, tables: Tables) -> None:
    class Measurement(ActiveRecord):
        temperature_in_the_upper_chamber: Annotated[int, Column(check="temperature_in_the_upper_chamber > 0")]
        temperature_in_the_lower_chamber: Annotated[int, Column(check="temperature_in_the_lower_chamber > 0")]

    await tables.create(Measurement)
    for values in ((-1, 1), (1, -1)):
        with pytest.raises(CheckViolation) as caught:
            await run(
                Measurement.create,
                temperature_in_the_upper_chamber=values[0],
                temperature_in_the_lower_chamber=values[1],
            )
        error: Any = caught.value
        place = f"temperature_in_the_{'upper' if values[0] < 0 else 'lower'}_chamber"
        assert [detail["loc"] for detail in error.errors()] == [(place,)]


@where("check_constraints")
async def test_a_check_of_a_model_in_another_models_table_is_told(run: Runner, tables: Tables) -> None:
    class Vehicle(ActiveRecord):
        __discriminator__ = "kind"
        kind: Annotated[str, Column(length=20)] = "vehicle"
        wheels: Annotated[int, Column(check="wheels > 0")] = 4

    class Truck(Vehicle):
        __constraints__ = ("loaded <= allowed",)
        kind: str = "truck"
        loaded: int = 0
        allowed: int = 10

    await tables.create(Vehicle)
    for values, places in (({"wheels": 0}, {("wheels",)}), ({"loaded": 11}, {("loaded",), ("allowed",)})):
        with pytest.raises(CheckViolation) as caught:
            await run(Truck.create, **values)
        error: Any = caught.value
        assert {detail["loc"] for detail in error.errors()} == places
