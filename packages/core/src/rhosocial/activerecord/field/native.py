"""`NativeEnum()`, `Array[int]`, `Range[date]`: fields whose types only some servers have."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from ..backend.expression.native import ArrayOf, Enumerated
from ..backend.expression.sql_type import SQLType, Wrapped, interned
from ..backend.expression.types import Json
from ..interface.errors import ConfigurationError
from .enums import enum_type
from .kind import FieldKind
from .naming import snake_case

T = TypeVar("T")


class NativeEnum(FieldKind):
    """Keeps an enum, or a Literal, in a type of the server's own, put into the field's annotation.

    The type is created before the table that needs it, unless there is one of that name, and dropped with the last.
    Its values are ordered as they are declared, not as text.

    Args:
        name: The type's name; by default that of the enum's class, in snake_case.
        schema: The schema it lies in; None for the connection's own.

    Examples:
        >>> status: Annotated[Status, NativeEnum()] = Status.DRAFT
    """

    def __init__(self, name: str | None = None, schema: str | None = None) -> None:
        self.name = name
        self.schema = schema

    def column_type(self, annotation: Any, plain: Callable[[Any], SQLType]) -> SQLType:
        """Return the column's type.

        Raises:
            ConfigurationError: The annotation is no enum of texts, or a Literal that has no name.
        """
        is_literal = get_origin(annotation) is Literal
        is_enum = isinstance(annotation, type) and issubclass(annotation, enum.Enum)
        values = get_args(annotation) if is_literal else [item.value for item in annotation] if is_enum else ()
        if not values or not all(isinstance(value, str) for value in values):
            raise ConfigurationError(f"NativeEnum is for an Enum or a Literal of texts, not for {annotation!r}")
        if is_literal and self.name is None:
            raise ConfigurationError('a Literal has no name for a type to bear: say NativeEnum("name")')
        name = self.name or snake_case(annotation.__name__)
        storage = interned(Enumerated(name, tuple(map(str.__str__, values)), self.schema))
        return enum_type(annotation, storage) if is_enum else storage


class KeptAsArray(FieldKind):
    """Marks a list whose column is an array."""

    def column_type(self, annotation: Any, plain: Callable[[Any], SQLType]) -> SQLType:
        """Return the type of arrays.

        Raises:
            ConfigurationError: It is no list, or of something that there are no arrays of.
        """
        if get_origin(annotation) is not list:
            raise ConfigurationError(f"an Array is a list of something, not {annotation!r}")
        item = plain(get_args(annotation)[0])
        if isinstance(item.storage if isinstance(item, Wrapped) else item, (ArrayOf, Enumerated, Json)):
            raise ConfigurationError(f"no arrays of {item.describe()}: declare a list, which is kept as JSON")
        return ArrayOf(interned(item))


Array = Annotated[list[T], KeptAsArray()]
"""A list kept as an array of the server's, which has them: `Array[int]` is a BIGINT[]. A checker sees a list.

Example:
    >>> class Post(ActiveRecord):
    ...     tags: Array[str] = []
    >>> Post.where(tags__contains=["python"])
"""
