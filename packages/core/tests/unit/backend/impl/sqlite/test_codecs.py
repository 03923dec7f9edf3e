"""Every value SQLite is given comes back equal, through the driver, or is refused; never silently another."""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
import sqlite3
import uuid
from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhosocial.activerecord import DataError, InvalidValue
from rhosocial.activerecord.backend.compiled import make_bind
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.backend.impl.sqlite.backend import NEWEST
from rhosocial.activerecord.backend.impl.sqlite.dialect import SQLiteDialect
from rhosocial.activerecord.backend.impl.sqlite.functions import register_functions
from rhosocial.activerecord.field.column import Column
from rhosocial.activerecord.field.types import sql_type_of

DIALECT = SQLiteDialect(NEWEST)
INT64 = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=None)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | INT64 | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def driver() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    register_functions(connection)
    yield connection
    connection.close()


def round_trip(driver: sqlite3.Connection, sql_type: SQLType, value: object) -> Any:
    """Send a value through the codec, a column of the codec's type, and back."""
    codec = DIALECT.codec(sql_type)
    stored = encode(sql_type, value)
    driver.execute("DROP TABLE IF EXISTS v")
    driver.execute(f"CREATE TABLE v (v {codec.ddl})")
    driver.execute("INSERT INTO v VALUES (?)", (stored,))
    ((found,),) = driver.execute("SELECT v FROM v").fetchall()
    return found if found is None or codec.decode is None else codec.decode.function(found)


def encode(sql_type: SQLType, value: object) -> object:
    encoder = DIALECT.codec(sql_type).encode
    assert encoder is not None
    return value if value.__class__ in encoder.direct else encoder.function(value)


CASES: list[tuple[SQLType, st.SearchStrategy[Any]]] = [
    (t.INTEGER, INT64),
    (t.FLOAT, st.floats(allow_nan=False)),
    (t.BOOLEAN, st.booleans()),
    (t.STRING, TEXT),
    (t.BINARY, st.binary()),
    (t.NUMERIC, DECIMALS),
    (t.NUMERIC, st.integers()),
    (t.DATE, st.dates()),
    (t.TIME, st.times()),
    (t.DATETIME, st.datetimes()),
    (t.INSTANT, st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30), timezones=ZONES)),
    (t.INTERVAL, st.timedeltas(dt.timedelta(days=-100_000_000), dt.timedelta(days=100_000_000))),
    (t.UUID, st.uuids()),
    (t.JSON, JSON_VALUES.filter(lambda value: value is not None)),
]


@pytest.mark.parametrize(("sql_type", "values"), CASES, ids=[f"{case[0]!r}-{n}" for n, case in enumerate(CASES)])
def test_any_value_comes_back_equal(
    driver: sqlite3.Connection, sql_type: SQLType, values: st.SearchStrategy[Any]
) -> None:
    @settings(max_examples=60, deadline=None, database=None)
    @given(values)
    def check(value: Any) -> None:
        found = round_trip(driver, sql_type, value)
        assert found == value
        assert round_trip(driver, sql_type, None) is None

    check()


EXACT = [
    (t.FLOAT, math.inf), (t.FLOAT, -math.inf), (t.FLOAT, 5e-324), (t.FLOAT, 1),
    (t.NUMERIC, Decimal("1E+5")), (t.NUMERIC, Decimal("123456789012345678901234567890.123456789")),
    (t.NUMERIC, Decimal("1E-30")), (t.NUMERIC, 2**70), (t.INTEGER, 2**63 - 1), (t.INTEGER, -(2**63)),
    (t.STRING, ""), (t.STRING, "\U0001f600 "), (t.STRING, "a\0b"), (t.BINARY, b""), (t.BINARY, b"\0"),
    (t.DATE, dt.date(1, 1, 1)), (t.DATE, dt.date(9999, 12, 31)),
    (t.DATETIME, dt.datetime(1, 1, 1)), (t.DATETIME, dt.datetime(9999, 12, 31, 23, 59, 59, 999999)),
    (t.INTERVAL, dt.timedelta(microseconds=-1)), (t.JSON, {"a": [1, 1.5, None, True, ""]}), (t.JSON, []),
]  # fmt: skip


@pytest.mark.parametrize(("sql_type", "value"), EXACT)
def test_values_that_hurt_come_back_equal(driver: sqlite3.Connection, sql_type: SQLType, value: object) -> None:
    found = round_trip(driver, sql_type, value)
    assert found == value
    assert isinstance(found, Decimal) if isinstance(value, Decimal) else True


AWARE = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
REFUSED = [
    (t.INTEGER, True), (t.INTEGER, "1"), (t.INTEGER, 1.0),
    (t.FLOAT, math.nan), (t.FLOAT, True), (t.FLOAT, "1"), (t.FLOAT, Decimal(1)),
    (t.BOOLEAN, 1), (t.STRING, 1), (t.STRING, b"a"), (t.BINARY, "a"),
    (t.NUMERIC, Decimal("NaN")), (t.NUMERIC, Decimal("sNaN")), (t.NUMERIC, Decimal("-Infinity")), (t.NUMERIC, 1.5),
    (t.DATE, dt.datetime(2026, 1, 1)), (t.DATE, "2026-01-01"),
    (t.TIME, dt.time(1, tzinfo=dt.timezone.utc)), (t.TIME, "01:00"),
    (t.DATETIME, AWARE), (t.DATETIME, dt.date(2026, 1, 1)), (t.DATETIME, "2026-01-01"),
    (t.INSTANT, dt.datetime(2026, 1, 1)), (t.INSTANT, dt.date(2026, 1, 1)),
    (t.INSTANT, dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=14)))),
    (t.INSTANT, dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone(-dt.timedelta(hours=14)))),
    (t.INTERVAL, 5), (t.UUID, str(uuid.UUID(int=5))),
    (t.JSON, math.nan), (t.JSON, [math.inf]), (t.JSON, (1, 2)), (t.JSON, {"a": (1,)}), (t.JSON, {1: "a"}),
    (t.JSON, {"a": {None: 1}}), (t.JSON, object()), (t.JSON, {"when": AWARE}), (t.JSON, b"\xff"), (t.JSON, "\ud800"),
]  # fmt: skip


@pytest.mark.parametrize(("sql_type", "value"), REFUSED)
def test_a_value_that_would_come_back_as_another_is_refused(sql_type: SQLType, value: object) -> None:
    with pytest.raises((InvalidValue, DataError)):
        encode(sql_type, value)


def test_circular_json_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(InvalidValue):
        encode(t.JSON, circle)


@pytest.mark.parametrize("value", [2**63, "\ud800"], ids=repr)
def test_what_the_driver_would_refuse_does_not_reach_it(driver: sqlite3.Connection, value: object) -> None:
    sql_type = t.INTEGER if isinstance(value, int) else t.STRING
    with pytest.raises(InvalidValue):
        round_trip(driver, sql_type, value)


def test_an_instant_comes_back_in_utc(driver: sqlite3.Connection) -> None:
    paris = dt.datetime(2026, 7, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    found = round_trip(driver, t.INSTANT, paris)
    assert found == paris
    assert found.utcoffset() == dt.timedelta(0)


@given(DECIMALS, DECIMALS)
@settings(max_examples=80, deadline=None, database=None)
def test_decimals_are_ordered_and_equal_as_numbers(first: Decimal, second: Decimal) -> None:
    connection = sqlite3.connect(":memory:")
    register_functions(connection)
    left, right = encode(t.NUMERIC, first), encode(t.NUMERIC, second)
    sql = "SELECT :left = :right COLLATE decimal, :left < :right COLLATE decimal"
    assert connection.execute(sql, {"left": left, "right": right}).fetchone() == (first == second, first < second)
    connection.close()


@given(DECIMALS, st.sampled_from([0, 1]))
@settings(deadline=None, database=None)
def test_a_bound_decimal_is_written_plainly_whatever_the_context(number: Decimal, capitals: int) -> None:
    numeric = DIALECT.codec(t.NUMERIC).encode
    bind = make_bind([(0, numeric)])
    with localcontext() as context:
        context.capitals = capitals
        assert bind([number]) == (format(number, "f"),)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_bound_decimal_that_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidValue):
        make_bind([(0, DIALECT.codec(t.NUMERIC).encode)])([Decimal(number)])


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


@pytest.mark.parametrize("value", [*Colour, *Level], ids=repr)
def test_enums_come_back_as_members(driver: sqlite3.Connection, value: enum.Enum) -> None:
    sql_type = sql_type_of(type(value), Column(), ())
    assert round_trip(driver, sql_type, value) is value
    assert encode(sql_type, value.value) == encode(sql_type, value)


def test_a_value_that_is_no_member_names_those_that_are() -> None:
    with pytest.raises(InvalidValue, match="'green' is no Colour: 'red', 'blue'"):
        encode(sql_type_of(Colour, Column(), ()), "green")


@given(JSON_VALUES.filter(lambda value: value is not None))
@settings(max_examples=60, deadline=None, database=None)
def test_json_is_standard_json(value: object) -> None:
    stored = encode(t.JSON, value)
    assert isinstance(stored, str)
    assert json.loads(stored) == value
