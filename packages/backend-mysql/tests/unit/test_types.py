"""Values on their way in and out, without a server."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.backend.impl.mysql.capabilities import NEWEST
from rhosocial.activerecord.backend.impl.mysql.dialect import MySQLDialect
from rhosocial.activerecord.interface.errors import InvalidValue

DIALECT = MySQLDialect(NEWEST)

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=30, min_value=-(10**34), max_value=10**34)
values: dict[SQLType, st.SearchStrategy[Any]] = {
    t.INTEGER: st.integers(-(2**63), 2**63 - 1),
    t.FLOAT: st.floats(allow_nan=False, allow_infinity=False),
    t.BOOLEAN: st.booleans(),
    t.STRING: st.text(),
    t.BINARY: st.binary(),
    t.NUMERIC: decimals,
    t.DATE: st.dates(),
    t.TIME: st.times(),
    t.DATETIME: st.datetimes(),
    t.INSTANT: st.datetimes(min_value=dt.datetime(2, 1, 1), timezones=st.just(dt.timezone(dt.timedelta(hours=5)))),
    t.INTERVAL: st.timedeltas(dt.timedelta(days=-106_751_991), dt.timedelta(days=106_751_991)),
    t.UUID: st.uuids(),
    t.JSON: st.recursive(st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(), st.lists),
}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(values)).flatmap(lambda kind: st.tuples(st.just(kind), values[kind])))
def test_what_was_encoded_decodes_to_an_equal_value(pair: tuple[SQLType, Any]) -> None:
    kind, value = pair
    encoder, decoder = DIALECT.store_encoder(kind), DIALECT.decoder(kind)
    stored = value if encoder is None or value.__class__ in encoder.direct else encoder.function(value)
    assert (stored if decoder is None or stored is None else decoder.function(stored)) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (t.FLOAT, math.nan),
        (t.FLOAT, math.inf),
        (t.NUMERIC, Decimal("NaN")),
        (t.NUMERIC, Decimal("1E-31")),
        (t.NUMERIC, Decimal("1E+40")),
        (t.Numeric(10, 2), Decimal("1.005")),
        (t.Numeric(10, 2), Decimal(10**8)),
        (t.String(3), "abcd"),
        (t.String(3), "abc "),
        (t.DATE, dt.datetime(2026, 1, 2)),
        (t.TIME, dt.time(1, tzinfo=dt.timezone.utc)),
        (t.DATETIME, dt.datetime(2026, 1, 2, tzinfo=dt.timezone.utc)),
        (t.INSTANT, dt.datetime(2026, 1, 2)),
        (t.INSTANT, dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-5)))),
        (t.JSON, [math.nan]),
        (t.JSON, {"deep": [2**64]}),
        (t.BOOLEAN, 1),
    ],
)
def test_what_would_be_changed_is_refused(kind: SQLType, value: object) -> None:
    encoder = DIALECT.store_encoder(kind)
    assert encoder is not None
    assert value.__class__ not in encoder.direct
    with pytest.raises(InvalidValue):
        encoder.function(value)


def test_a_decimal_goes_as_plain_text() -> None:
    encoder = DIALECT.store_encoder(t.NUMERIC)
    assert encoder is not None
    assert [encoder.function(Decimal(text)) for text in ("1E+5", "1E-7", "-0.10")] == ["100000", "0.0000001", "-0.10"]


def test_comparing_takes_more_digits_than_storing() -> None:
    encoder = DIALECT.encoder(t.Numeric(10, 2))
    assert encoder is not None
    assert encoder.function(Decimal("1.005")) == "1.005"


@pytest.mark.parametrize(
    ("kind", "ddl"),
    [
        (t.Numeric(), "DECIMAL(65,30)"),
        (t.Numeric(10, 2), "DECIMAL(10,2)"),
        (t.Numeric(10), "DECIMAL(20,10)"),
        (t.Numeric(None, 2), "DECIMAL(65,2)"),
        (t.Numeric(65), "DECIMAL(65,30)"),
        (t.String(), "LONGTEXT"),
        (t.String(200), "VARCHAR(200)"),
        (t.String(20_000), "LONGTEXT"),
        (t.Binary(16), "VARBINARY(16)"),
        (t.Binary(), "LONGBLOB"),
        (t.INTERVAL, "BIGINT"),
        (t.INSTANT, "DATETIME(6)"),
    ],
)
def test_a_type_has_a_column(kind: SQLType, ddl: str) -> None:
    assert DIALECT.codec(kind).ddl == ddl
