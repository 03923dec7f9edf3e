"""Column types that only some servers have: enums of their own, arrays and ranges."""

from __future__ import annotations

from ...interface.errors import ConfigurationError
from .sql_type import SQLType, interned
from .types import Date, DateTime, Instant, Integer, Numeric

RANGED = (Integer, Numeric, Date, DateTime, Instant)
"""What ranges may be of."""


class Enumerated(SQLType):
    """One of a few labels, a type that the server knows by name."""

    accepts = frozenset({str})
    feature = "native enums"
    instead = "leave out NativeEnum, and the values are kept as text"

    def __init__(self, name: str, labels: tuple[str, ...], schema: str | None = None) -> None:
        self.name = name
        self.labels = labels
        self.schema = schema


class Container(SQLType):
    """Several values of one type.

    Args:
        item: The type of each.
    """

    def __init__(self, item: SQLType) -> None:
        self.item = item

    @property
    def is_own(self) -> bool:
        return self.item.is_own

    def describe(self) -> str:
        return f"{self.annotation} of {self.item.describe()}"


class ArrayOf(Container):
    """A list, kept as an array."""

    annotation = "arrays"
    accepts = frozenset({list})
    mutable = True
    feature = "arrays"
    instead = "declare a list, which is kept as JSON"


class RangeOf(Container):
    """A range of numbers, dates or moments.

    Args:
        item: What it is of.
        kind: The Python type of its values.
    """

    annotation = "ranges"
    feature = "ranges"
    instead = "keep the two ends in columns of their own"

    def __init__(self, item: SQLType, kind: type) -> None:
        super().__init__(item)
        self.accepts = frozenset({kind})


def range_of(item: SQLType, kind: type) -> SQLType:
    """Return the type of ranges of a type; see `RangeOf`.

    Raises:
        ConfigurationError: There are no ranges of it.
    """
    if not isinstance(item, RANGED):
        raise ConfigurationError(
            f"a Range is of int, Decimal, date, datetime or AwareDatetime, not of {item.describe()}"
        )
    return RangeOf(interned(item), kind)
