"""SQL's logic of three values; None is neither true nor false."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def and_(left: bool | None, right: bool | None) -> bool | None:
    """False where either is false, else unknown where either is."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def or_(left: bool | None, right: bool | None) -> bool | None:
    """True where either is true, else unknown where either is."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def not_(value: bool | None) -> bool | None:
    """The opposite; of the unknown, unknown."""
    return None if value is None else not value


def strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function unknown where any argument is."""
    return lambda *values: None if None in values else function(*values)


def between(value: Any, low: Any, high: Any) -> bool | None:
    """As two comparisons: a bound that is unknown may not matter."""
    at_least = strict(lambda a, b: a >= b)
    return and_(at_least(value, low), at_least(high, value))


def member(value: Any, values: Sequence[Any]) -> bool | None:
    """What `in_` promises: None among the values means NULL, and nothing is in an empty list."""
    if value is None and None not in values:
        return None if values else False
    return value in values


def distinct(left: Any, right: Any) -> bool:
    """NULL differs from every value and not from NULL."""
    return (left is None) is not (right is None) or left != right


def remainder(value: int, divisor: int) -> int | None:
    """The remainder with the sign of the value, as SQL has it; by zero, unknown."""
    if divisor == 0:
        return None
    found = abs(value) % abs(divisor)
    return -found if value < 0 else found


def quotient(value: float, divisor: float) -> float | None:
    """The quotient; by zero, unknown."""
    return None if divisor == 0 else value / divisor


def first_known(*values: Any) -> Any:
    """What `coalesce` takes."""
    return next((value for value in values if value is not None), None)
