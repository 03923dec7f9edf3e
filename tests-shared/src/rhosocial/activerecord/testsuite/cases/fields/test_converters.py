"""Types of a third party's: one registration serves columns, rows and values in queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from pydantic import ConfigDict

from rhosocial.activerecord import ActiveRecord, InvalidValue, TypeConverter, literal, type_registry
from rhosocial.activerecord.backend.expression.types import INTEGER
from rhosocial.activerecord.testsuite import Runner, Tables


class Point(NamedTuple):
    x: int
    y: int


class Money:
    """A plain class that pydantic knows nothing of."""

    def __init__(self, cents: int) -> None:
        self.cents = cents

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and self.cents == other.cents

    __hash__ = None  # type: ignore[assignment]


class PointConverter:
    """Judges by the value, as the protocol's words have it."""

    def can_handle(self, value: Any) -> bool:
        return isinstance(value, Point)

    def to_database(self, value: Any) -> Any:
        return f"{value.x},{value.y}"

    def from_database(self, value: Any) -> Any:
        return Point(*map(int, value.split(",")))


class MoneyConverter:
    """Judges by the type."""

    storage = INTEGER
    priority = 1

    def can_handle(self, value: Any) -> bool:
        return value is Money or isinstance(value, Money)

    def to_database(self, value: Any) -> Any:
        return value.cents

    def from_database(self, value: Any) -> Any:
        return Money(value)


class Loser(PointConverter):
    """Would serve points, were its priority not the lower."""

    priority = -1

    def to_database(self, value: Any) -> Any:
        raise AssertionError("the other has precedence")


class EpochConverter:
    """Takes dates over from the library."""

    storage = INTEGER

    def can_handle(self, value: Any) -> bool:
        return type(value) is dt.date

    def to_database(self, value: Any) -> Any:
        return value.toordinal()

    def from_database(self, value: Any) -> Any:
        return dt.date.fromordinal(value)


@pytest.fixture
def place(run: Runner, tables: Tables) -> Iterator[Any]:
    converters: list[TypeConverter] = [Loser(), PointConverter(), MoneyConverter(), EpochConverter()]
    for converter in converters:
        type_registry.register(converter)

    class Place(ActiveRecord):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        spot: Point
        price: Money | None = None
        opened: dt.date | None = None

    run.drive(tables.create(Place))
    yield Place
    for converter in converters:
        type_registry.unregister(converter)


async def test_values_go_in_and_come_out(run: Runner, place: Any) -> None:
    made = await run(place.create, spot=Point(1, 2), price=Money(125), opened=dt.date(2026, 1, 2))
    found = await run(place.find, made.id)
    assert (found.spot, found.price, found.opened) == (Point(1, 2), Money(125), dt.date(2026, 1, 2))
    assert (type(found.spot), found.changed) == (Point, False)
    kept = (await run(run.backend.execute, f"SELECT spot, price, opened FROM {place.__mapping__.table.name}"))[0]
    assert kept == {"spot": "1,2", "price": 125, "opened": dt.date(2026, 1, 2).toordinal()}


async def test_values_in_queries(run: Runner, place: Any) -> None:
    await run(place.insert_many, [{"spot": Point(1, 2), "price": Money(5)}, {"spot": Point(3, 4), "price": Money(7)}])
    assert await run(place.where(spot=Point(3, 4)).pluck, "price") == [Money(7)]
    assert await run(place.where(place.c.price > Money(5)).pluck, "spot") == [Point(3, 4)]
    assert await run(place.where(place.c.spot.in_([Point(1, 2), Point(9, 9)])).count) == 1
    assert await run(place.where(place.c.spot == literal(Point(1, 2))).count) == 1
    rows = await run(
        place.sql(f"SELECT * FROM {place.__mapping__.table.name} WHERE spot = {{spot}}", spot=Point(1, 2)).all
    )
    assert [row.price for row in rows] == [Money(5)]
    assert await run(place.where(spot=Point(1, 2)).update, spot=Point(5, 6), price=Money(9)) == 1
    assert await run(place.where(price=Money(9)).pluck, "spot") == [Point(5, 6)]


async def test_a_value_of_another_type_is_refused(run: Runner, place: Any) -> None:
    for values in ({"spot": "1,2"}, {"price": 5}, {"opened": 730000}):
        with pytest.raises(InvalidValue, match="does not fit a column of"):
            await run(place.where(**values).all)
    with pytest.raises(InvalidValue, match="no TypeConverter is registered"):
        literal(object())
