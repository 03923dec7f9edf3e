"""Computing with numbers, moments and spans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

from ...interface.errors import InvalidValue
from .converted import type_of_value
from .expression import Expression, Operation, operand
from .node import Node
from .sql_type import SQLType, stored, without_normalizing
from .types import (
    FLOAT,
    INTERVAL,
    Binary,
    Date,
    DateTime,
    Float,
    Instant,
    Integer,
    Interval,
    Numeric,
    String,
    Uuid,
)

T = TypeVar("T")


def arithmetic(operator: str, left: Expression[T], right: object) -> Expression[T]:
    """Make a computation; it has the type of its wider side.

    Raises:
        InvalidValue: The left side is nothing to compute with.
    """
    kept = stored(left.type)
    moment = None if kept is None else _MOMENTS.get(type(kept))
    if moment is not None:
        return _moment_arithmetic(moment, operator, left, right)
    if kept is not None and not isinstance(kept, COMPUTED):
        raise InvalidValue(f"{operator} takes numbers, moments and spans, not {kept.describe()}: .cast(…) it first")
    other = operand(right, _numeric_side(left.type, right))
    if isinstance(stored(other.type), _NO_NUMBERS):
        given = other.type.describe() if isinstance(right, Node) and other.type is not None else repr(right)
        raise InvalidValue(f"{operator} takes numbers, moments and spans, not {given}: .cast(…) it first")
    result = without_normalizing(_wider(left.type, other.type))
    if operator == "/" and isinstance(result, Integer):
        operator, result = "true_divide", FLOAT
    if operator == "%" and isinstance(result, Float):
        raise InvalidValue("% takes whole numbers and decimals: servers have no remainder of floats")
    return Operation(operator, (left, other), result)


COMPUTED = (Integer, Float, Numeric, Interval)
_NO_NUMBERS = (String, Binary, Uuid)
_MOMENTS: dict[type[SQLType], str] = {Date: "date", DateTime: "moment", Instant: "moment"}


def _moment_arithmetic(moment: str, operator: str, left: Expression[Any], right: object) -> Expression[Any]:
    """Add an interval to a moment, take one away, or find the interval between two moments."""
    span = isinstance(right, timedelta) or (isinstance(right, Expression) and isinstance(right.type, Interval))
    name = {("+", True): "add", ("-", True): "subtract", ("-", False): "difference"}.get((operator, span))
    if name is None:
        raise InvalidValue(f"{operator} of a moment takes a timedelta; - also takes another moment")
    kind = without_normalizing(left.type)
    other = operand(right, INTERVAL if span else kind)
    return Operation(f"{moment}_{name}", (left, other), kind if span else INTERVAL)


def _numeric_side(type: SQLType | None, value: object) -> SQLType | None:
    """Let `integer_column * 1.5` take the value's own type."""
    if type is None or isinstance(value, Node):
        return type
    return type if value.__class__ in type.accepts else type_of_value(value)


_WIDTH: tuple[type[SQLType], ...] = (Integer, Numeric, Float)


def _wider(left: SQLType | None, right: SQLType | None) -> SQLType | None:
    ranks = [_WIDTH.index(type(side)) if type(side) in _WIDTH else -1 for side in (left, right)]
    return right if ranks[1] > ranks[0] >= 0 else left
