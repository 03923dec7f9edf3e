"""The table that conditions are tried on: few rows, many NULLs."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Annotated, Any

from rhosocial.activerecord import ActiveRecord, Column

Row = dict[str, Any]


class Sample(ActiveRecord):
    """A column of each kind that conditions compare, each of which may be NULL."""

    __abstract__ = True

    id: int | None = None
    a: int | None = None
    b: int | None = None
    x: float | None = None
    d: Annotated[Decimal | None, Column(precision=12, scale=2)] = None
    s: str | None = None
    flag: bool | None = None


def sample_model() -> type[Sample]:
    """Make a model of its own, for a table of its own."""

    class Example(Sample):
        pass

    return Example


_FLOATS = (None, -1.5, 0.0, 0.5, 2.0)
_DECIMALS = (None, Decimal("-1.50"), Decimal("0"), Decimal("9.99"), Decimal("10"))
_TEXTS = (None, "", "a", "A", "ab%", "a_b", "\\", "it's")
_FLAGS = (None, True, False)

ROWS: tuple[Row, ...] = tuple(
    {
        "id": number,
        "a": a,
        "b": b,
        "x": _FLOATS[number % 5],
        "d": _DECIMALS[number % 4 + (number // 8) % 2],
        "s": _TEXTS[number % 8],
        "flag": _FLAGS[number % 3],
    }
    for number, (a, b) in enumerate(product((None, -2, 0, 1, 3), (None, -1, 0, 2, 3)), start=1)
)
"""The rows, each with its key."""
