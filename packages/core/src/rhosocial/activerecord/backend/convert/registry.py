"""The registry of type converters."""

from __future__ import annotations

from typing import Any

from ...interface.converter import TypeConverter


class TypeRegistry:
    """Type converters, asked in the order of their priority.

    A converter is looked up once for each column, when its model is mapped.

    Example:
        >>> registry = TypeRegistry()
        >>> registry.register(PointConverter())
        >>> registry.find_converter(Point(1, 2))
        <PointConverter object>
    """

    def __init__(self) -> None:
        self._converters: list[TypeConverter] = []

    def register(self, converter: TypeConverter) -> None:
        """Add a converter; among equal priorities the one registered first is asked first.

        Raises:
            TypeError: It lacks one of the protocol's methods.
        """
        if not isinstance(converter, TypeConverter):
            raise TypeError(f"{converter!r} is no TypeConverter: it needs can_handle, to_database and from_database")
        self._converters.append(converter)
        self._converters.sort(key=_priority, reverse=True)

    def unregister(self, converter: TypeConverter) -> None:
        """Take a converter out."""
        self._converters.remove(converter)

    def find_converter(self, value: Any) -> TypeConverter | None:
        """Return the first converter that can handle a value, or a type; None where there is none."""
        return next((converter for converter in self._converters if converter.can_handle(value)), None)


def _priority(converter: TypeConverter) -> int:
    priority: int = getattr(converter, "priority", 0)
    return priority


registry = TypeRegistry()
"""The registry that models are mapped with."""
