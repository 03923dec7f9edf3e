"""The protocol of type converters."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class TypeConverter(Protocol):
    """Carries values of a type of your own to and from the database.

    A converter may have an integer `priority` (default 0): the highest that can handle a type serves it. It may have a
    `storage`, the type of its columns; by default they are text.

    Examples:
        >>> class PointConverter:
        ...     priority = 10
        ...     def can_handle(self, value): return isinstance(value, Point)
        ...     def to_database(self, value): return f"{value.x},{value.y}"
        ...     def from_database(self, value): return Point(*map(int, value.split(",")))
    """

    def can_handle(self, value: Any) -> bool:
        """Tell whether this converter serves a value.

        When a model is mapped it is asked with each field's type, and with an empty instance of it, once.
        """
        ...

    def to_database(self, value: Any) -> Any:
        """Turn a value into one that the driver knows: str, int, float, bytes or None."""
        ...

    def from_database(self, value: Any) -> Any:
        """Turn what the driver gave back into the value."""
        ...
