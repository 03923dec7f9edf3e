"""Which converter serves a type."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import TypeConverter, TypeRegistry


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
