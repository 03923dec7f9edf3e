"""Values go to the server and come back through this driver exactly, whatever the server's own settings."""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhosocial.activerecord import DataError, InvalidValue
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.expression import Parameter
from rhosocial.activerecord.backend.expression.function import Label
from rhosocial.activerecord.backend.expression.select import Select
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend
from rhosocial.activerecord.backend.plan import arun, run
from rhosocial.activerecord.testsuite.examples import examples

from .conftest import MakeBackend

ZONES = st.timezones() | st.just(dt.timezone(dt.timedelta(hours=5, minutes=53, seconds=28)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
VALUES: list[tuple[SQLType, st.SearchStrategy[Any]]] = [
    (t.INTEGER, st.integers(-(2**63), 2**63 - 1)),
    (t.FLOAT, st.floats()),
    (t.BOOLEAN, st.booleans()),
    (t.STRING, st.text()),
    (t.BINARY, st.binary()),
    (t.NUMERIC, st.decimals(allow_nan=False, allow_infinity=False)),
    (t.DATE, st.dates()),
    (t.TIME, st.times()),
    (t.DATETIME, st.datetimes()),
    (t.INSTANT, st.datetimes(timezones=ZONES, allow_imaginary=False)),  # the others equal nothing, not even themselves
    (t.INTERVAL, st.timedeltas()),
    (t.UUID, st.uuids()),
    (t.JSON, JSON),
]
FOREIGN = "-c timezone=UTC+9 -c intervalstyle=iso_8601 -c datestyle=german,dmy -c bytea_output=escape"


def echoing(sql_type: SQLType, value: object) -> Statement:
    """Return `SELECT value`, the value as a column of the type would have it."""
    echoed: Any = Parameter(value, sql_type)
    return Statement(Select({"columns": (Label(echoed.cast(sql_type), "echoed"),)}))


def same(first: Any, second: Any) -> bool:
    return bool(first == second) or (isinstance(first, float) and math.isnan(first) and math.isnan(second))


def check_exact(backend: PostgreSQLBackend, sql_type: SQLType, value: Any) -> None:
    try:
        result = run(backend.execute_plan(echoing(sql_type, value)))
    except (InvalidValue, DataError):
        return
    assert same(result.decoded()[0][0], value)
    decoder = backend.dialect.decoder(sql_type)
    sent = result.params[0]
    assert same(sent if decoder is None or sent is None else decoder.function(sent), value)


@pytest.mark.parametrize(("sql_type", "values"), VALUES, ids=lambda item: str(item).replace("()", ""))
@examples(60)
@given(data=st.data())
def test_what_is_sent_comes_back(backend: PostgreSQLBackend, sql_type: SQLType, values: Any, data: Any) -> None:
    check_exact(backend, sql_type, data.draw(values))


@pytest.mark.parametrize(
    ("sql_type", "value"),
    [
        (t.INSTANT, dt.datetime(2026, 11, 23, 8, 15, tzinfo=dt.timezone.utc)),
        (t.INTERVAL, dt.timedelta(days=-3, microseconds=1)),
        (t.DATE, dt.date(2026, 2, 1)),
        (t.DATETIME, dt.datetime(2026, 2, 1, 23, 59, 59, 999999)),
        (t.BINARY, bytes(range(256))),
    ],
)
def test_the_servers_settings_change_nothing(make_backend: MakeBackend, sql_type: SQLType, value: object) -> None:
    backend = make_backend(libpq={"options": FOREIGN})
    assert run(backend.execute_plan(echoing(sql_type, value))).decoded() == [(value,)]

    async def main() -> None:
        assert (await arun(backend.execute_plan(echoing(sql_type, value)))).decoded() == [(value,)]

    asyncio.run(main())


def test_an_instant_comes_back_in_utc(make_backend: MakeBackend) -> None:
    backend = make_backend(libpq={"options": FOREIGN})
    moment = dt.datetime(2026, 11, 23, 8, 15, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    (row,) = run(backend.execute_plan(echoing(t.INSTANT, moment))).decoded()
    assert row[0] == moment
    assert row[0].tzinfo is dt.timezone.utc


@pytest.mark.parametrize(
    ("sql_type", "value"),
    [
        (t.STRING, "nul\x00"),
        (t.STRING, "\ud800"),
        (t.JSON, {"a": "\x00"}),
        (t.NUMERIC, Decimal("1E+131072")),
    ],
)
def test_what_the_server_can_not_keep_is_refused(backend: PostgreSQLBackend, sql_type: SQLType, value: object) -> None:
    with pytest.raises(InvalidValue):
        run(backend.execute_plan(echoing(sql_type, value)))
    assert backend.execute("SELECT 1 AS one")[0] == {"one": 1}


def test_large_values_come_back(backend: PostgreSQLBackend) -> None:
    check_exact(backend, t.BINARY, bytes(range(256)) * 65536)
    check_exact(backend, t.NUMERIC, Decimal("-" + "1234567890" * 40 + "." + "0987654321" * 40))
    check_exact(backend, t.UUID, uuid.UUID(int=2**128 - 1))


def test_a_percent_sign_is_a_percent_sign(backend: PostgreSQLBackend) -> None:
    assert backend.execute("SELECT 5 % 3 AS m, '%s' AS s")[0] == {"m": 2, "s": "%s"}
    assert backend.execute("SELECT 5 % {n} AS \"100%\", '%(n)s' AS s", {"n": 3})[0] == {"100%": 2, "s": "%(n)s"}
    assert backend.execute("SELECT %s AS a, '%%' AS b", ["%s"])[0] == {"a": "%s", "b": "%"}
