"""Ranges as values: equal ones are of one form."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from rhosocial.activerecord import Range

DAY = dt.date(2026, 11, 25)
BOUNDS: Any = st.sampled_from(["[)", "[]", "()", "(]"])


@given(ends=st.tuples(st.none() | st.integers(-4, 4), st.none() | st.integers(-4, 4)), bounds=BOUNDS)
def test_ranges_with_the_same_numbers_in_them_are_equal(ends: tuple[Any, Any], bounds: Any) -> None:
    lower, upper = (min(ends), max(ends)) if None not in ends else ends
    held = {
        number
        for number in range(-9, 10)
        if (lower is None or number > lower or (number == lower and bounds[0] == "["))
        and (upper is None or number < upper or (number == upper and bounds[1] == "]"))
    }
    made = Range(lower, upper, bounds)
    assert {number for number in range(-9, 10) if number in made} == held
    assert made.is_empty == (not held)
    if held and None not in ends:
        assert made == Range(min(held), max(held), "[]")


@pytest.mark.parametrize(
    ("made", "same"),
    [
        (Range(DAY, DAY, "[]"), Range(DAY, DAY + dt.timedelta(days=1))),
        (Range(1, 1), Range[int].empty()),
        (Range(1, 2, "()"), Range[int].empty()),
        (Range(None, 5, "[]"), Range(None, 6, "()")),
        (Range[int](), Range(None, None, "[]")),
    ],
)
def test_one_form_for_each(made: Range[Any], same: Range[Any]) -> None:
    assert made == same
    assert hash(made) == hash(same)


def test_ends_of_what_is_not_counted_stay_as_they_are() -> None:
    assert Range(Decimal(1), Decimal(2), "(]").bounds == "(]"
    assert Decimal(1) not in Range(Decimal(1), Decimal(2), "(]")
    assert not Range(Decimal(1), Decimal(1), "[]").is_empty


@pytest.mark.parametrize("ends", [(2, 1), (DAY, dt.date(2026, 11, 24)), (1, "x"), (dt.date.max, dt.date.max)], ids=repr)
def test_what_is_no_range_is_refused(ends: tuple[Any, Any]) -> None:
    with pytest.raises(ValueError, match="range"):
        Range(*ends, "[]")


def test_pydantic_validates_the_ends() -> None:
    adapter = TypeAdapter(Range[dt.date])
    assert adapter.validate_python({"lower": "2026-11-25"}) == Range(DAY)
    assert adapter.validate_json(adapter.dump_json(Range(DAY, DAY, "[]"))) == Range(DAY, DAY, "[]")
    with pytest.raises(ValidationError, match="lower"):
        adapter.validate_python(Range("x"))
