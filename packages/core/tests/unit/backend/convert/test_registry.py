"""Which converter serves a type."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from rhosocial.activerecord import TypeConverter, TypeRegistry
from rhosocial.activerecord.backend.convert.registry import specimen_of


class Point:
    """A type that no column type is known for."""


class PointConverter:
    """Serves points."""

    def __init__(self, priority: int = 0) -> None:
        self.priority = priority

    def can_handle(self, value: object) -> bool:
        return value is Point or isinstance(value, Point)

    def to_database(self, value: Point) -> str:
        return "point"

    def from_database(self, value: str) -> Point:
        return Point()


class Unfinished:
    """Lacks a method."""

    def can_handle(self, value: object) -> bool:
        return True


def test_a_converter_is_found_by_type_and_by_value() -> None:
    registry, converter = TypeRegistry(), PointConverter()
    registry.register(converter)
    assert registry.find_converter(Point) is converter
    assert registry.find_converter(Point()) is converter
    assert registry.find_converter(5) is None


def test_the_highest_priority_is_asked_first() -> None:
    registry, low, high = TypeRegistry(), PointConverter(1), PointConverter(2)
    registry.register(low)
    registry.register(high)
    assert registry.find_converter(Point) is high


def test_among_equals_the_first_registered_is_asked_first() -> None:
    registry, first = TypeRegistry(), PointConverter()
    registry.register(first)
    registry.register(PointConverter())
    assert registry.find_converter(Point) is first


def test_one_taken_out_serves_no_more() -> None:
    registry, converter = TypeRegistry(), PointConverter()
    registry.register(converter)
    registry.unregister(converter)
    assert registry.find_converter(Point) is None


def test_an_unfinished_converter_is_refused() -> None:
    unfinished: object = Unfinished()
    with pytest.raises(TypeError, match="it needs can_handle, to_database and from_database"):
        TypeRegistry().register(unfinished)  # type: ignore[arg-type]


def test_the_protocol_is_known_at_run_time() -> None:
    assert isinstance(PointConverter(), TypeConverter)
    assert not isinstance(Unfinished(), TypeConverter)


class ByValue(PointConverter):
    """Asks `isinstance`, and remembers what it was asked with."""

    def __init__(self, kind: type) -> None:
        super().__init__()
        self.kind = kind

    def can_handle(self, value: object) -> bool:
        return isinstance(value, self.kind)


class Pair(NamedTuple):
    x: int
    y: int


class Costly:
    """Must not be made just to be looked at."""

    def __new__(cls) -> Costly:
        raise AssertionError("its own code was run")

    def __init__(self) -> None:
        raise AssertionError("its own code was run")


class Color(enum.Enum):
    RED = "red"


class Abstract(ABC):
    @abstractmethod
    def area(self) -> float: ...


@pytest.mark.parametrize(
    "kind", [Pair, Costly, Color, int, str, complex, Decimal, uuid.UUID, dt.datetime, dt.date, dt.time, dt.timedelta]
)
def test_a_converter_that_asks_isinstance_is_found_by_the_type(kind: type) -> None:
    registry = TypeRegistry()
    registry.register(ByValue(kind))
    assert registry.find_for_type(kind) is not None
    assert registry.find_for_type(bytes) is None


@pytest.mark.parametrize("kind", [Abstract, list[int], int | None, "Point"])
def test_of_some_types_there_is_no_specimen(kind: Any) -> None:
    assert specimen_of(kind) is None


def test_a_converter_that_looks_into_an_empty_instance_does_not_serve_it() -> None:
    class Inquisitive(PointConverter):
        def can_handle(self, value: Any) -> bool:
            return not isinstance(value, type) and value.name == "point"

    registry = TypeRegistry()
    registry.register(Inquisitive())
    assert registry.find_for_type(Point) is None
