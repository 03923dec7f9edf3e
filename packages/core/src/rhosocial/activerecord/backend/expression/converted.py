"""Types that a TypeConverter of the user's serves."""

from __future__ import annotations

from typing import Any

from ...interface.converter import TypeConverter
from ...interface.errors import InvalidValue
from ..convert import registry
from .sql_type import SQLType, Wrapped
from .types import STRING, is_plain, plain_type_of, type_for

_REGISTRY: dict[tuple[Any, int], Wrapped] = {}


def converted(annotation: Any, converter: TypeConverter) -> Wrapped:
    """Return the one type of the values that a converter serves; kept as text, or as the converter's `storage`."""
    found = _REGISTRY.get((annotation, id(converter)))  # the type refers to the converter, so the id stays its own
    if found is None:
        found = _REGISTRY.setdefault((annotation, id(converter)), _made(annotation, converter))
    return found


def _made(annotation: Any, converter: TypeConverter) -> Wrapped:
    storage: SQLType = getattr(converter, "storage", STRING)
    accepts = frozenset({annotation} if isinstance(annotation, type) else ())
    plain = type_for(annotation) if is_plain(annotation) else None

    def check(value: object) -> object:
        if plain is not None:
            return plain.check(value)
        if converter.can_handle(value) or (isinstance(annotation, type) and isinstance(value, annotation)):
            return value
        kind = getattr(annotation, "__name__", annotation)
        raise InvalidValue(f"{value!r} ({type(value).__name__}) does not fit a column of {kind}")

    made = Wrapped(storage, accepts, converter.to_database, converter.from_database, check)
    made.origin = (converted_again, (annotation,))
    return made


def converted_again(annotation: Any) -> SQLType:
    """Return the type of a registered converter; one that is pickled finds it again by this."""
    converter = registry.find_for_type(annotation)
    if converter is None:
        raise InvalidValue(f"no converter is registered for {annotation!r} any more")
    return converted(annotation, converter)


def type_of_value(value: object) -> SQLType:
    """Return the column type that fits a value: a plain one's, or that of a registered converter.

    Raises:
        InvalidValue: There is neither.
    """
    try:
        return plain_type_of(value)
    except InvalidValue:
        converter = registry.find_converter(value)
        if converter is None:
            raise
        return converted(type(value), converter)
