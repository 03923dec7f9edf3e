"""Parts of dates and moments, and the starts of those parts."""

from __future__ import annotations

from typing import Any, TypeVar

from ...interface.errors import QueryError, nearest
from .expression import Expression, Operation
from .sql_type import SQLType, stored, without_normalizing
from .types import INTEGER, Date, DateTime, Instant

T = TypeVar("T")

DATE_PARTS = ("year", "quarter", "month", "week", "day", "weekday", "hour", "minute", "second")
TRUNCATED = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
_TRUNCATED: dict[type[Any], tuple[str, tuple[str, ...]]] = {
    Date: ("date", TRUNCATED[:5]),
    DateTime: ("moment", TRUNCATED),
    Instant: ("instant", TRUNCATED),
}


def date_parts(type: SQLType | None) -> tuple[str, ...]:
    """Return what can be taken from a value of a type: a date has no hours, and most types have nothing."""
    kept = stored(type)
    if isinstance(kept, Date):
        return DATE_PARTS[:6]
    return DATE_PARTS if kept is None or isinstance(kept, (DateTime, Instant)) else ()


def extracted(value: Expression[Any], part: str) -> Expression[int]:
    """Return a part of a date or moment.

    Raises:
        QueryError: The value has no such part.
    """
    parts = date_parts(value.type)
    if part not in parts:
        what = "a moment" if value.type is None else f"a column of {value.type.describe()}"
        raise QueryError(f"{part!r} is no part of {what}{nearest(part, parts)}")
    return Operation(f"extract_{part}", (value,), INTEGER)


def truncated(value: Expression[T], part: str) -> Expression[T]:
    """Return the start of the part of a date or moment that a value is in.

    Raises:
        QueryError: The value has no such part.
    """
    kind = stored(value.type)
    prefix, parts = _TRUNCATED.get(type(kind), ("", ()))
    if part not in parts:
        what = "a value of no known type" if kind is None else f"a column of {kind.describe()}"
        raise QueryError(f"{part!r} is no part of {what} that has a start{nearest(part, parts)}")
    return Operation(f"{prefix}_trunc_{part}", (value,), without_normalizing(value.type))
