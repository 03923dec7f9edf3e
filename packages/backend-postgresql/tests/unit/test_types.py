"""What is refused before anything is sent, and what becomes of the rest."""

from __future__ import annotations

import datetime as dt
import enum
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from rhosocial.activerecord import InvalidValue
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.backend.impl.postgresql.backend import NEWEST
from rhosocial.activerecord.backend.impl.postgresql.dialect import PostgreSQLDialect
from rhosocial.activerecord.backend.impl.postgresql.types import encode_json

DIALECT = PostgreSQLDialect(NEWEST)
EAST = dt.timezone(dt.timedelta(hours=14))


def encoded(sql_type: SQLType, value: object, *, stored: bool = False) -> Any:
    encoder = DIALECT.store_encoder(sql_type) if stored else DIALECT.encoder(sql_type)
    assert encoder is not None
    return value if type(value) in encoder.direct else encoder.function(value)


@pytest.mark.parametrize(
    ("sql_type", "value"),
    [
        (t.INTEGER, 2**63),
        (t.INTEGER, -(2**63) - 1),
        (t.INTEGER, True),
        (t.INTEGER, 1.0),
        (t.FLOAT, 2**53 + 1),
        (t.FLOAT, 10**400),
        (t.FLOAT, "1"),
        (t.NUMERIC, Decimal("NaN")),
        (t.NUMERIC, Decimal("Infinity")),
        (t.NUMERIC, Decimal("1E-16384")),
        (t.NUMERIC, 0.5),
        (t.DATE, dt.datetime(2026, 11, 23)),
        (t.TIME, dt.time(8, tzinfo=dt.timezone.utc)),
        (t.DATETIME, dt.datetime(2026, 11, 23, tzinfo=dt.timezone.utc)),
        (t.INSTANT, dt.datetime(2026, 11, 23)),
        (t.INSTANT, dt.datetime(1, 1, 1, tzinfo=EAST)),
        (t.JSON, math.nan),
        (t.JSON, ["\ud800"]),
        (t.JSON, object()),
    ],
)
def test_what_would_not_come_back_is_refused(sql_type: SQLType, value: object) -> None:
    with pytest.raises(InvalidValue):
        encoded(sql_type, value)


@pytest.mark.parametrize(
    ("sql_type", "value"),
    [(t.String(3), "abc "), (t.Numeric(6, 2), Decimal("0.005")), (t.Numeric(6, 2), Decimal("1" * 30 + ".001"))],
)
def test_what_a_column_would_cut_is_refused_there_but_may_be_compared_with(sql_type: SQLType, value: object) -> None:
    assert encoded(sql_type, value) == value
    with pytest.raises(InvalidValue):
        encoded(sql_type, value, stored=True)


@pytest.mark.parametrize("value", [Decimal("1.10"), Decimal("1E+2"), Decimal("-0.0"), Decimal("0.00"), 7])
def test_a_decimal_that_fits_is_stored(value: object) -> None:
    assert encoded(t.Numeric(6, 1), value, stored=True) == value


def test_the_members_of_enums_are_stored_as_what_they_are_made_of() -> None:
    class Colour(str, enum.Enum):
        RED = "red"

    class Size(enum.IntEnum):
        BIG = 3

    assert type(encoded(t.STRING, Colour.RED)) is str
    assert encoded(t.String(3), Colour.RED, stored=True) == "red"
    assert type(encoded(t.INTEGER, Size.BIG)) is int


WITHOUT_NUL = st.text().map(lambda text: text.replace("\0", "")) | st.just("\\u0000")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WITHOUT_NUL,
        lambda inner: st.lists(inner) | st.dictionaries(WITHOUT_NUL, inner),
    )
)
def test_json_is_written_without_exponents_that_would_change_it(value: object) -> None:
    assert from_json(encode_json(value)) == value


@pytest.mark.parametrize("value", ["\0", ["a\\\0"], {"\0": 1}, {"a": [{"b": "c\0"}]}], ids=repr)
def test_a_nul_in_json_is_refused(value: object) -> None:
    with pytest.raises(InvalidValue):
        encode_json(value)
