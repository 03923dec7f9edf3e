"""The functions of ours that run inside SQLite, against Python's own."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from decimal import Context, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhosocial.activerecord.backend.impl.sqlite.functions import register_functions

EXACT = Context(prec=100)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=10)
quick = settings(max_examples=60, deadline=None, database=None)


@pytest.fixture(scope="module")
def driver() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    register_functions(connection)
    yield connection
    connection.close()


def ask(driver: sqlite3.Connection, sql: str, *params: object) -> object:
    return driver.execute(f"SELECT {sql}", params).fetchone()[0]


OPERATIONS = [("decimal_add", EXACT.add), ("decimal_sub", EXACT.subtract), ("decimal_mul", EXACT.multiply)]


@pytest.mark.parametrize("number", range(3), ids=[name for name, _ in OPERATIONS])
def test_decimal_arithmetic_is_exact(driver: sqlite3.Connection, number: int) -> None:
    name, operation = OPERATIONS[number]

    @quick
    @given(DECIMALS, DECIMALS)
    def check(left: Decimal, right: Decimal) -> None:
        found = ask(driver, f"{name}(?, ?)", format(left, "f"), format(right, "f"))
        assert isinstance(found, str)
        assert Decimal(found) == operation(left, right)

    check()


@pytest.mark.parametrize("name", ["decimal_add", "decimal_sub", "decimal_mul", "moment_add", "moment_difference"])
def test_null_makes_null(driver: sqlite3.Connection, name: str) -> None:
    assert ask(driver, f"{name}(NULL, NULL)") is None


def test_a_decimal_sum_is_exact_and_null_of_nothing(driver: sqlite3.Connection) -> None:
    rows = "(SELECT '0.1' AS v UNION ALL SELECT '0.2' UNION ALL SELECT NULL)"
    assert Decimal(str(ask(driver, f"decimal_sum(v) FROM {rows}"))) == Decimal("0.3")
    assert Decimal(str(ask(driver, f"decimal_avg(v) FROM {rows}"))) == Decimal("0.15")
    assert ask(driver, "decimal_sum(NULL)") is None
    assert ask(driver, "decimal_avg(NULL)") is None


def test_case_is_unicode_s(driver: sqlite3.Connection) -> None:
    assert ask(driver, "lower(?)", "ÄÉΣ") == "ÄÉΣ".lower()
    assert ask(driver, "upper(?)", "äß") == "ÄSS"
    assert ask(driver, "upper(5)") == 5
    assert ask(driver, "upper(NULL)") is None


def test_moments_move_and_differ_by_microseconds(driver: sqlite3.Connection) -> None:
    @quick
    @given(st.datetimes(dt.datetime(1000, 1, 1), dt.datetime(3000, 1, 1)), st.timedeltas(max_value=dt.timedelta(9999)))
    def check(moment: dt.datetime, span: dt.timedelta) -> None:
        if span < dt.timedelta(-9999):
            return
        text = moment.isoformat(" ", "microseconds")
        microseconds = span // dt.timedelta(microseconds=1)
        later = ask(driver, "moment_add(?, ?)", text, microseconds)
        assert dt.datetime.fromisoformat(str(later)) == moment + span
        assert ask(driver, "moment_subtract(?, ?)", later, microseconds) == text
        assert ask(driver, "moment_difference(?, ?)", later, text) == microseconds

    check()


@pytest.mark.parametrize("day", ["2026-01-01", "2024-12-30", "2021-01-03"])
def test_the_week_is_iso_s(driver: sqlite3.Connection, day: str) -> None:
    assert ask(driver, "iso_week(?)", day) == dt.date.fromisoformat(day).isocalendar()[1]


def test_regular_expressions_are_python_s(driver: sqlite3.Connection) -> None:
    assert ask(driver, "'Anna' REGEXP '^A.+a$'") == 1
    assert ask(driver, "'anna' REGEXP '^A'") == 0
    assert ask(driver, "iregexp('anna', '^A')") == 1
    assert ask(driver, "NULL REGEXP 'a'") is None
