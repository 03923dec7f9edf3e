"""Casts that mean the same on every server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...interface.errors import InvalidValue
from .expression import Cast, Expression, Operation, not_
from .function import case
from .json_value import JsonValue
from .native import Enumerated
from .sql_type import SQLType, stored
from .types import FLOAT, JSON, Boolean, Date, DateTime, Float, Instant, Integer, Json, Numeric, String, Time, Uuid

_NUMBERS = (Integer, Float, Numeric)
_CASTS: Mapping[type[SQLType], tuple[type[SQLType], ...]] = {
    **dict.fromkeys(_NUMBERS, (*_NUMBERS, String)),
    String: (*_NUMBERS, Date, Time, DateTime, Uuid),
    Date: (DateTime, String),
    DateTime: (Date, Time),
    Instant: (Date, Time, DateTime),
    Uuid: (String,),
    Enumerated: (String,),
}
"""What a server converts by itself as all the others do, beside a type to itself."""


def converted(value: Expression[Any], target: SQLType) -> Expression[Any]:
    """Convert a value; to whole numbers towards zero.

    Raises:
        InvalidValue: Servers don't agree on what that would be, or know no such cast.
    """
    if isinstance(value, JsonValue):
        return _from_json(value, target)
    source = stored(value.type)
    if isinstance(source, Boolean) and isinstance(target, (*_NUMBERS, String)):
        return _from_bool(value, target)
    if isinstance(source, _NUMBERS) and isinstance(target, Boolean):
        return value != 0
    if not can_cast(source, target):
        raise InvalidValue(
            f"{source.describe() if source else 'it'} is not cast to {target.describe()} alike on all servers: "
            "call your server's own function by func, or write raw(…)"
        )
    return Cast(value, target)


def can_cast(source: SQLType | None, target: SQLType) -> bool:
    """Tell whether servers convert one type to another, each as the others do; of an unknown type nobody knows."""
    return source is None or type(target) in (type(source), *_CASTS.get(type(source), ()))


def _from_bool(value: Expression[Any], target: SQLType) -> Expression[Any]:
    words = ("true", "false") if isinstance(target, String) else (1, 0)
    made: Expression[Any] = case((value, words[0]), (not_(value), words[1]))
    return made if isinstance(target, (String, Integer)) else Cast(made, target)


def _from_json(value: JsonValue, target: SQLType) -> Expression[Any]:
    """Convert what is inside JSON: to a number where it is one, and by way of its text to most else."""
    if isinstance(target, _NUMBERS):
        return Cast(Operation("json_number", value.operands, FLOAT), target)
    if isinstance(target, Boolean):
        return value == True  # noqa: E712
    if isinstance(target, Json):
        return Operation("json_output", value.operands, JSON)
    return value.text if isinstance(target, String) else converted(value.text, target)
