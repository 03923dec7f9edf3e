"""`Range[T]`: all values from one to another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from typing_extensions import Self

from .native import range_of
from .sql_type import SQLType

T = TypeVar("T")


@dataclass(frozen=True)
class Range(Generic[T]):
    """All values between two ends; `[` and `]` say that an end belongs to it, `(` and `)` that it does not.

    Of whole numbers and dates the upper end never belongs to it: `Range(1, 5, "[]")` is `Range(1, 6)`.

    Args:
        lower: Where it begins; None for no beginning.
        upper: Where it ends; None for no end.
        bounds: Which of them belong to it.
        is_empty: Whether there is nothing in it; no ends are needed then.

    Raises:
        ValueError: It begins behind its end, or the two can't be compared.

    Examples:
        >>> class Booking(ActiveRecord):
        ...     days: Range[date]
        >>> Booking.where(days__contains=date(2026, 11, 25))
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"revalidate_instances": "always"}

    lower: T | None = None
    upper: T | None = None
    bounds: Literal["[)", "[]", "()", "(]"] = "[)"
    is_empty: bool = False

    def __post_init__(self) -> None:
        """Bring equal ranges into one form."""
        lower: Any = self.lower
        upper: Any = self.upper
        left, right = self.bounds
        try:
            if lower is not None and upper is not None and lower > upper:
                raise ValueError(f"a range can't begin at {lower!r} and end before it, at {upper!r}")
            if left == "(" and _is_discrete(lower):
                lower, left = _after(lower), "["
            if right == "]" and _is_discrete(upper):
                upper, right = _after(upper), ")"
            meet = (
                lower is not None and upper is not None and (lower > upper or (lower == upper and left + right != "[]"))
            )
        except (TypeError, OverflowError) as error:
            raise ValueError(f"no range goes from {lower!r} to {upper!r}: {error}") from None
        if self.is_empty or meet:
            vars(self).update(lower=None, upper=None, bounds="()", is_empty=True)
            return
        bounds = f"{'(' if lower is None else left}{')' if upper is None else right}"
        vars(self).update(lower=lower, upper=upper, bounds=bounds)

    @classmethod
    def empty(cls) -> Self:
        """Return the range with nothing in it."""
        return cls(is_empty=True)

    @classmethod
    def __column_of__(cls, item: SQLType) -> SQLType:
        """Return the type of a column for ranges of a type."""
        return range_of(item, Range)

    def __contains__(self, value: Any) -> bool:
        if self.is_empty:
            return False
        lower: Any = self.lower
        upper: Any = self.upper
        above = lower is None or lower < value or (lower == value and self.bounds[0] == "[")
        return above and (upper is None or value < upper or (upper == value and self.bounds[1] == "]"))


def _is_discrete(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, dt.date) and not isinstance(value, dt.datetime))


def _after(value: Any) -> Any:
    return value + 1 if isinstance(value, int) else value + dt.timedelta(days=1)
