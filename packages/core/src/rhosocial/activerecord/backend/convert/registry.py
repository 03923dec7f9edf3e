"""The registry of type converters."""

from __future__ import annotations

from types import BuiltinFunctionType
from typing import Any, get_origin

from ...interface.converter import TypeConverter


class TypeRegistry:
    """Type converters, asked in the order of their priority.

    A converter is looked up once for each column, when its model is mapped.

    Examples:
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

    def find_for_type(self, annotation: Any) -> TypeConverter | None:
        """Return the first converter that serves a field's type; None where there is none.

        Each is asked with the type, and then, for it may ask `isinstance`, with an empty instance of it.
        """
        if not self._converters:
            return None
        empty = specimen_of(annotation)
        return next((item for item in self._converters if item.can_handle(annotation) or _handles(item, empty)), None)


def specimen_of(kind: Any) -> Any:
    """Return an instance of a class that was made without running code of the class; None where there can be none."""
    if not isinstance(kind, type) or kind is Any or get_origin(kind) is not None:
        return None  # to Python 3.10 list[int] is a class, and from 3.11 on Any is one
    least = getattr(kind, "min", None)
    if isinstance(least, kind):
        return least  # dates and times are not made of nothing
    for base in kind.__mro__:
        new = vars(base).get("__new__")
        if isinstance(new, BuiltinFunctionType):
            try:
                return new(kind)
            except TypeError:
                continue
    return None


def _handles(converter: TypeConverter, specimen: Any) -> bool:
    try:
        return specimen is not None and converter.can_handle(specimen)
    except AttributeError:  # it looked inside, where nothing is
        return False


def _priority(converter: TypeConverter) -> int:
    priority: int = getattr(converter, "priority", 0)
    return priority


registry = TypeRegistry()
"""The registry that models are mapped with."""
