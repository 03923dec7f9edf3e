"""Assignments that run from left to right must mean the same as assignments that run at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhosocial.activerecord.backend.expression.column import ColumnRef, Table
from rhosocial.activerecord.backend.expression.expression import Operation, Parameter
from rhosocial.activerecord.backend.expression.types import INTEGER
from rhosocial.activerecord.backend.expression.write import Excluded
from rhosocial.activerecord.backend.impl.mysql.assignments import Assignment, in_order
from rhosocial.activerecord.interface.errors import UnsupportedFeatureError

NAMES = "abcde"
COLUMNS: dict[str, ColumnRef[Any]] = {name: ColumnRef(Table("t"), name, INTEGER) for name in NAMES}


def assignment(name: str, reads: tuple[str, ...]) -> Assignment:
    """`name = reads[0] + reads[1] + … + 1`"""
    operands = tuple(COLUMNS[other] for other in reads)
    return COLUMNS[name], Operation("+", (*operands, Parameter(1, INTEGER)), INTEGER)


def carried_out(order: list[str], reads: dict[str, tuple[str, ...]], at_once: bool) -> dict[str, int]:
    """Carry assignments out on a row, as a server of either kind does."""
    before = {name: 10**place for place, name in enumerate(NAMES)}
    row = dict(before)
    for name in order:
        row[name] = sum((before if at_once else row)[other] for other in reads[name]) + 1
    return row


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple), min_size=1
    )
)
def test_the_order_does_not_change_the_meaning(reads: dict[str, tuple[str, ...]]) -> None:
    try:
        ordered = in_order(tuple(assignment(name, others) for name, others in reads.items()))
    except UnsupportedFeatureError:
        assert any(set(others) & (reads.keys() - {name}) for name, others in reads.items())
        return
    names = [column.name for column, _ in ordered]
    assert sorted(names) == sorted(reads)
    assert carried_out(names, reads, at_once=False) == carried_out(names, reads, at_once=True)


def test_columns_that_take_each_others_values_are_refused() -> None:
    with pytest.raises(UnsupportedFeatureError, match="two updates"):
        in_order((assignment("a", ("b",)), assignment("b", ("a",))))


def test_proposed_values_are_not_the_rows_own() -> None:
    crossed = ((COLUMNS["a"], Excluded(COLUMNS["b"])), (COLUMNS["b"], Excluded(COLUMNS["a"])))
    assert in_order(crossed) == crossed
