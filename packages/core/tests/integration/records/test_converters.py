"""Types of the user's own, through a registered converter or one of a column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

import pytest
from pydantic import ConfigDict

from rhosocial.activerecord import ActiveRecord, Column
from rhosocial.activerecord.backend.convert import registry
from rhosocial.activerecord.backend.expression.types import INTEGER


class Point(NamedTuple):
    x: int
    y: int


class PointConverter:
    """Keeps a point as `x,y`."""

    priority = 5

    def can_handle(self, value: object) -> bool:
        return value is Point or isinstance(value, Point)

    def to_database(self, value: Point) -> str:
        return f"{value.x},{value.y}"

    def from_database(self, value: str) -> Point:
        return Point(*map(int, value.split(",")))


class Cents:
    """Keeps euros as whole cents."""

    storage = INTEGER

    def can_handle(self, value: object) -> bool:
        return False

    def to_database(self, value: float) -> int:
        return round(value * 100)

    def from_database(self, value: int) -> float:
        return value / 100


@pytest.fixture
def place(table: Any) -> Iterator[Any]:
    converter = PointConverter()
    registry.register(converter)

    class Place(ActiveRecord):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        at: Point
        price: Annotated[float, Column(converter=Cents())] = 0.0
        before: Point | None = None

    yield table(Place)
    registry.unregister(converter)


def test_values_go_in_and_come_out_as_their_type(place: Any) -> None:
    place.create(at=Point(1, 2), price=1.25)
    found = place.find(1)
    assert (found.at, found.price, found.before) == (Point(1, 2), 1.25, None)
    assert type(found.at) is Point
    assert place.backend().execute("SELECT at, price, before FROM place")[0] == {
        "at": "1,2", "price": 125, "before": None,
    }  # fmt: skip


def test_values_in_conditions_are_converted_too(place: Any) -> None:
    place.insert_many([{"at": Point(1, 2), "price": 1.25}, {"at": Point(3, 4), "price": 2.0}])
    assert place.where(at=Point(3, 4)).pluck("id") == [2]
    assert place.where(place.c.at.in_([Point(1, 2), Point(9, 9)])).count() == 1
    assert place.where(price__gt=1.5).pluck("at") == [Point(3, 4)]
    assert place.where(before=None).count() == 2


def test_changes_are_seen_by_value(place: Any) -> None:
    record = place.create(at=Point(1, 2))
    record.at = Point(1, 2)
    assert not record.changed
    record.at = Point(5, 6)
    assert record.changes == {"at": (Point(1, 2), Point(5, 6))}
    assert place.where(id=1).update(at=Point(7, 8)) == 1
    record.reload()
    assert record.at == Point(7, 8)
