"""`JSON[Model]`: a field kept as JSON, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar, get_args, get_origin

import pydantic

from ..backend.expression import types as t
from ..backend.expression.sql_type import SQLType, Wrapped
from ..interface.errors import ConfigurationError, InvalidValue
from .kind import FieldKind

T = TypeVar("T")
_CONTAINERS = (Any, object, dict, list)
_SCALARS = (str, int, float, bool, Any, type(None))


class KeptAsJson(FieldKind):
    """Marks a field whose column is JSON."""

    def column_type(self, annotation: Any, plain: Callable[[Any], SQLType]) -> SQLType:
        """Return the type of JSON columns."""
        return json_type(annotation)


JSON = Annotated[T, KeptAsJson()]
"""A field kept as JSON: a pydantic model, a union of them, or anything else that pydantic turns into JSON and back.

Models, dicts and lists are kept so without it; it says so to the reader, and makes a column of a number or text JSON
too. A change inside the value counts as a change of the record. A checker sees what stands in the brackets.

Example:
    >>> class Shop(ActiveRecord):
    ...     address: JSON[Address]
    >>> Shop.where(address__city="Oslo")
"""


def json_type(annotation: Any) -> SQLType:
    """Return the type of a column that keeps an annotation's values as JSON.

    Raises:
        ConfigurationError: Pydantic does not know the annotation.
    """
    if _is_bare(annotation):
        return t.Json()
    try:
        adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(annotation)
    except pydantic.PydanticSchemaGenerationError as error:
        raise ConfigurationError(
            f"no column type is known for {annotation!r}: register a TypeConverter, or say Column(type=…)"
        ) from error
    accepts = frozenset({annotation} if isinstance(annotation, type) else ())
    inside = _Inside(adapter)
    return Wrapped(t.Json(), accepts, inside.dump, adapter.validate_python, inside.check, inside.parts)


class _Inside:
    """The way of values into JSON: checked, and refused where they would not come back as they are."""

    def __init__(self, adapter: pydantic.TypeAdapter[Any]) -> None:
        self._adapter = adapter

    def check(self, value: object) -> object:
        """Return a valid value; one of the plain parts of JSON becomes what it stands for."""
        try:
            return self._adapter.validate_python(value)
        except pydantic.ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise InvalidValue(f"a value does not fit: {place + ': ' if place else ''}{first['msg']}") from None

    def parts(self, value: object) -> object:
        """Return what JSON can say; under the aliases of a model's fields, by which pydantic reads it back."""
        return self._adapter.dump_python(value, mode="json", by_alias=True, round_trip=True, warnings=False)

    def dump(self, value: object) -> object:
        """Return what JSON can say, and what comes back from it as it is."""
        dumped = self.parts(value)
        try:
            same = self._adapter.validate_python(dumped) == value
        except pydantic.ValidationError:
            same = False
        if not same:
            raise InvalidValue(f"a {type(value).__name__} would not come back from JSON as it is")
        return dumped


def _is_bare(annotation: Any) -> bool:
    """Tell whether what JSON gives back is right as it is, without another validation."""
    if annotation in _CONTAINERS or annotation in _SCALARS:
        return True
    return get_origin(annotation) in (dict, list) and all(map(_is_bare, get_args(annotation)))
