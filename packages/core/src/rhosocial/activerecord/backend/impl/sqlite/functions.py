"""Functions and the collation that keep decimals exact and text comparisons the same as elsewhere.

The decimal names are those of SQLite's own `decimal` extension, which its command line carries, so a database stays
usable there.
https://sqlite.org/floatingpoint.html#the_decimal_c_extension
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, TypeVar

from pydantic_core import from_json, to_json

_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_MOMENT = (" ", "microseconds")
D = TypeVar("D", date, datetime)


def compare(left: str, right: str) -> int:
    """Compare two decimals given as text."""
    first, second = Decimal(left), Decimal(right)
    return (first > second) - (first < second)


def _arithmetic(operation: Callable[[Decimal, Decimal], Decimal]) -> Callable[[object, object], str | None]:
    def apply(left: object, right: object) -> str | None:
        if left is None or right is None:
            return None
        return format(operation(Decimal(str(left)), Decimal(str(right))), "f")

    return apply


class DecimalSum:
    """The sum of the decimals in a group or a window; NULL where there is none."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.number = 0

    def step(self, value: object) -> None:
        """Add one value."""
        if value is not None:
            self.total = _EXACT.add(self.total, Decimal(str(value)))
            self.number += 1

    def inverse(self, value: object) -> None:
        """Take away a value that has left the window."""
        if value is not None:
            self.total = _EXACT.subtract(self.total, Decimal(str(value)))
            self.number -= 1

    def value(self) -> str | None:
        """Return the sum so far as text."""
        return format(self.total, "f") if self.number else None

    def finalize(self) -> str | None:
        """Return the sum as text."""
        return self.value()


class DecimalAverage(DecimalSum):
    """The mean of the decimals in a group or a window, to 28 digits; NULL where there is none."""

    def value(self) -> str | None:
        """Return the mean so far as text."""
        return format(self.total / self.number, "f") if self.number else None


def regexp(pattern: str, value: object) -> bool | None:
    """Serve `value REGEXP pattern` by Python's `re.search`."""
    return None if value is None or pattern is None else re.search(pattern, str(value)) is not None


def iregexp(value: object, pattern: str) -> bool | None:
    """Match a regular expression regardless of case."""
    return None if value is None or pattern is None else re.search(pattern, str(value), re.IGNORECASE) is not None


def _moved(sign: int) -> Callable[[str | None, int | None], str | None]:
    """Return a function that adds microseconds to a moment given as text, or takes them away."""

    def move(moment: str | None, microseconds: int | None) -> str | None:
        if moment is None or microseconds is None:
            return None
        return (datetime.fromisoformat(moment) + timedelta(microseconds=sign * microseconds)).isoformat(
            " ", "microseconds"
        )

    return move


def _moved_date(sign: int) -> Callable[[str | None, int | None], str | None]:
    """Return a function that moves a date given as text by microseconds, as midnight of that day would."""

    def move(day: str | None, microseconds: int | None) -> str | None:
        if day is None or microseconds is None:
            return None
        return str((datetime.fromisoformat(day) + timedelta(microseconds=sign * microseconds)).date())

    return move


def moment_difference(later: str | None, earlier: str | None) -> int | None:
    """Return the microseconds between two moments given as text."""
    if later is None or earlier is None:
        return None
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) // timedelta(microseconds=1)


_CLEARED = {"second": 1, "minute": 2, "hour": 3}
"""Parts of a time to how many smaller ones there are."""


def truncated(moment: str | None, part: str) -> str | None:
    """Return the start of the part of a date or moment given as text."""
    if moment is None:
        return None
    if len(moment) == len("2000-01-01"):
        return _start(date.fromisoformat(moment), part).isoformat()
    at = datetime.fromisoformat(moment)
    cleared = ("microsecond", "second", "minute", "hour")[: _CLEARED.get(part, 4)]
    return _start(at.replace(**dict.fromkeys(cleared, 0)), part).isoformat(*_MOMENT)  # type: ignore[arg-type]


def _start(day: D, part: str) -> D:
    """Return the first day of a date's year, quarter, month or week; the day itself for what is smaller."""
    if part == "week":
        return day - timedelta(days=day.weekday())
    if part not in ("year", "quarter", "month"):
        return day
    months = {"year": 12, "quarter": 3, "month": 1}[part]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def iso_week(moment: str | None) -> int | None:
    """Return the ISO week of a date or moment given as text."""
    return None if moment is None else datetime.fromisoformat(moment).isocalendar()[1]


def json_value(kind: str | None, value: Any) -> Any:
    """Tell true from 1, and an array from its text; arrays and objects become JSON whose text can be compared."""
    if kind in ("true", "false"):
        return kind.encode()
    return canonical_json(from_json(value)) if kind in ("array", "object") else value


def canonical_json(value: object) -> bytes:
    """Write JSON so that equal values have the same text."""
    return to_json(_plain(value))


def _plain(value: Any) -> Any:
    """Write numbers that are equal alike, and keys in their order."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {key: _plain(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


def json_literal(kind: str | None, value: object) -> object:
    """Write true and false as JSON does."""
    return kind if kind in ("true", "false") else value


def to_decimal(value: object, scale: int) -> str | None:
    """Write a number as a decimal; with a scale, rounded to so many digits behind the point."""
    if value is None:
        return None
    number = Decimal(str(value))
    return format(number if scale < 0 else _EXACT.quantize(number, Decimal(1).scaleb(-scale)), "f")


def _moment(convert: Callable[[str], str]) -> Callable[[str | None], str | None]:
    """Return a conversion that leaves NULL alone."""
    return lambda text: None if text is None else convert(text)


def _time_of(text: str) -> str:
    """Return the time of day in a moment, or in a text that is one."""
    found = datetime.fromisoformat(text).time() if "-" in text else time.fromisoformat(text)
    return found.isoformat("microseconds")


def _text(function: Callable[[str], str]) -> Callable[[object], object]:
    return lambda value: function(value) if isinstance(value, str) else value


_FUNCTIONS: dict[tuple[str, int], Callable[..., Any]] = {
    ("decimal_add", 2): _arithmetic(_EXACT.add),
    ("decimal_sub", 2): _arithmetic(_EXACT.subtract),
    ("decimal_mul", 2): _arithmetic(_EXACT.multiply),
    ("regexp", 2): regexp,
    ("iregexp", 2): iregexp,
    ("moment_add", 2): _moved(1),
    ("moment_subtract", 2): _moved(-1),
    ("moment_difference", 2): moment_difference,
    ("date_add", 2): _moved_date(1),
    ("date_subtract", 2): _moved_date(-1),
    ("to_date", 1): _moment(lambda text: str(datetime.fromisoformat(text).date())),
    ("to_datetime", 1): _moment(lambda text: datetime.fromisoformat(text).replace(tzinfo=None).isoformat(*_MOMENT)),
    ("to_time", 1): _moment(_time_of),
    ("to_decimal", 2): to_decimal,
    ("iso_week", 1): iso_week,
    ("truncated", 2): truncated,
    ("json_value", 2): json_value,
    ("json_literal", 2): json_literal,
    ("lower", 1): _text(str.lower),  # SQLite's own knows ASCII only
    ("upper", 1): _text(str.upper),
}
WINDOWS = sys.version_info >= (3, 11)
"""Whether an aggregate of ours can be computed over a window: from Python 3.11 on."""
_AGGREGATES = {"decimal_sum": DecimalSum, "decimal_avg": DecimalAverage}


def register_functions(connection: sqlite3.Connection) -> None:
    """Make them known to a connection."""
    connection.create_collation("decimal", compare)
    for (name, arguments), function in _FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=True)
    create_aggregate: Any = connection.create_aggregate
    if sys.version_info >= (3, 11):
        create_aggregate = connection.create_window_function
    for name, aggregate in _AGGREGATES.items():
        create_aggregate(name, 1, aggregate)
