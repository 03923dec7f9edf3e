"""Values with an inside, kept as JSON."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

from .kind import Kind
from .values import TEXT


class Address(BaseModel):
    """A pydantic model in a column; the library keeps what pydantic makes of it."""

    street: str
    number: int | None = None
    since: dt.date = dt.date(2000, 1, 1)
    rent: Decimal = Decimal("0.10")


_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-1e9, 1e9).filter(lambda number: number == 0.0 or abs(number) > 1e-9)
    | TEXT
)
JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
_DEEP: list[Any] = []
for _ in range(80):
    _DEEP = [_DEEP]
_HURTING = st.sampled_from(
    [
        {"n": 2**64},
        {"n": 10**30},
        {"x": 1e300},
        {"x": 5e-324},
        {"x": -0.0},
        {"x": float("nan")},
        {"x": float("inf")},
        {"text": "\0"},
        {"\0": 1},
        {"text": "\ud800"},
        {"deep": _DEEP},
    ]
)
_ADDRESSES = st.builds(
    Address, street=TEXT, number=st.none() | st.integers(-1000, 1000), since=st.dates(), rent=st.just(Decimal("1.50"))
)

STRUCTURES: tuple[Kind, ...] = (
    Kind("dict", dict[str, Any], st.dictionaries(TEXT, JSON, max_size=4), _HURTING, comparable=False),
    Kind("list", list[Any], st.lists(JSON, max_size=4), comparable=False),
    Kind("list of int", list[int], st.lists(st.integers(-(2**53), 2**53), max_size=6), comparable=False),
    Kind("set of str", set[str], st.sets(TEXT, max_size=4), comparable=False),
    Kind("tuple", tuple[int, str], st.tuples(st.integers(-9, 9), TEXT), comparable=False),
    Kind("model", Address, _ADDRESSES, comparable=False),
    Kind("list of models", list[Address], st.lists(_ADDRESSES, max_size=2), comparable=False),
)
