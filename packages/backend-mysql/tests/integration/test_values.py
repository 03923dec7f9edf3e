"""Values that the driver or the servers would change: exact or an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, Field

from rhosocial.activerecord import ActiveRecord, Column, DataError, InvalidValue
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend

SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class Sample(ActiveRecord):
    """A column for each type that hurts."""

    __abstract__ = True
    id: int | None = None
    whole: int | None = None
    real: float | None = None
    text: str | None = None
    short: Annotated[str | None, Field(max_length=40)] = None
    data: bytes | None = None
    exact: Decimal | None = None
    price: Annotated[Decimal | None, Column(precision=10, scale=2)] = None
    day: dt.date | None = None
    at: dt.time | None = None
    naive: dt.datetime | None = None
    instant: AwareDatetime | None = None
    span: dt.timedelta | None = None
    document: Any | None = None
    percent: Annotated[str | None, Column(name="a%sb %(x)s")] = None


samples: dict[str, st.SearchStrategy[Any]] = {
    "whole": st.integers(-(2**63), 2**63 - 1),
    "real": st.floats(allow_nan=False, allow_infinity=False),
    "text": st.text(),
    "short": st.text(max_size=40),
    "data": st.binary(),
    "exact": st.decimals(allow_nan=False, allow_infinity=False, places=30, min_value=-(10**34), max_value=10**34),
    "day": st.dates(),
    "at": st.times(),
    "naive": st.datetimes(),
    "instant": st.datetimes(min_value=dt.datetime(1, 1, 2), timezones=st.just(dt.timezone.utc)),
    "span": st.timedeltas(dt.timedelta(-(10**8)), dt.timedelta(10**8)),  # in 64 bits of microseconds
    "document": st.recursive(
        st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=10,
    ),
    "percent": st.text(),
}


@pytest.fixture
def table(make_table: Callable[..., Any]) -> Any:
    """The model's table."""
    return make_table(Sample)


def check(table: Any, name: str, value: object) -> None:
    """Write a value, find the row by it, and read it back."""
    record = table.create(**{name: value})
    found = table.where(**{name: value}).where(id=record.id).one_or_none()
    assert found is not None
    assert (getattr(found, name), type(getattr(found, name))) == (value, type(value))
    assert not found.changes
    assert not record.changes


@SETTINGS
@given(st.sampled_from(list(samples)).flatmap(lambda name: st.tuples(st.just(name), samples[name])))
def test_every_type_comes_back_as_it_went(table: Any, pair: tuple[str, Any]) -> None:
    check(table, *pair)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "delimiter it's -- \n /* not */ ;; # a comment"),
        ("text", "a\0b"),
        ("text", "%s %% %(other)s 100%"),
        ("text", "\\ ' \" ` \x1a \r\n"),
        ("text", "trailing  "),
        ("short", "trailing  "),
        ("text", "𝄞"),
        ("data", b"\xff\xfe\0'\\%s"),
        ("data", b""),
        ("real", 0.1),
        ("real", 1.7976931348623157e308),
        ("real", 5e-324),
        ("exact", Decimal("1E-30")),
        ("exact", Decimal("100000")),
        ("day", dt.date(1, 2, 3)),
        ("naive", dt.datetime(1, 1, 1, 0, 0, 0, 1)),
        ("naive", dt.datetime.max),
        ("instant", dt.datetime.max.replace(tzinfo=dt.timezone.utc)),
        ("at", dt.time.max),
        ("span", dt.timedelta(days=-(10**8), microseconds=1)),
        ("document", {"deep": [[[None, True, 0.1, "𝄞"]]]}),
        ("percent", "100%"),
    ],
    ids=repr,
)
def test_values_that_hurt(table: Any, name: str, value: object) -> None:
    check(table, name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("whole", 2**63),
        ("text", "\ud800"),
        ("exact", Decimal("1E-31")),
        ("price", Decimal("1.005")),
        ("span", dt.timedelta.min),
    ],
)
def test_what_does_not_fit_is_an_error(table: Any, name: str, value: object) -> None:
    with pytest.raises((DataError, InvalidValue)):
        table.create(**{name: value})
    assert table.count() == 0


def test_an_aware_moment_for_a_naive_column_is_an_error(table: Any) -> None:
    with pytest.raises(InvalidValue, match="AwareDatetime"):
        table.create(naive=dt.datetime(2026, 1, 2, tzinfo=dt.timezone.utc))


def test_large_numbers_in_json_are_kept_or_refused(table: Any, backend: MySQLBackend) -> None:
    try:
        record = table.create(document=[2**70])
    except InvalidValue:
        assert backend.capabilities.json_type  # type: ignore[attr-defined]
    else:
        assert table.find(record.id).document == [2**70]


def test_text_compares_by_code_point_and_length(table: Any) -> None:
    table.insert_many([{"text": text} for text in ("a", "A", "á", "a ")])
    assert table.where(text="a").count() == 1
    assert table.query().order_by("text").pluck("text") == ["A", "a", "a ", "á"]


def test_numbers_of_the_database_have_pythons_types(table: Any) -> None:
    table.insert_many([{"whole": 2**62, "real": 0.5}, {"whole": 2**62, "real": 0.25}])
    total, mean = table.sum("whole"), table.avg("whole")
    assert (total, type(total)) == (2**63, int)
    assert (mean, type(mean)) == (2.0**62, float)
    assert table.sum("real") == 0.75


@pytest.mark.parametrize(
    ("written", "read"),
    [("7.50", "7.5"), ("0.00", "0"), ("-0.5", "-0.5"), ("100", "100"), ("1E+5", "100000"), ("9" * 35, "9" * 35)],
)
def test_a_decimal_reads_without_the_zeros_that_the_server_adds(table: Any, written: str, read: str) -> None:
    table.create(exact=Decimal(written))
    assert [str(value) for value in table.pluck("exact")] == [read]


def test_a_decimal_is_computed_exactly(table: Any) -> None:
    table.create(exact=Decimal("12345678901234567890.123456789"), price=Decimal("10.00"))
    assert table.where(table.exact > Decimal("12345678901234567890.123456788")).count() == 1
    assert table.where(table.price < Decimal("10.005")).count() == 1
    table.query().all_rows().update(exact=table.exact * Decimal("1.5"))
    assert table.pluck("exact") == [Decimal("18518518351851851835.1851851835")]


def test_raw_sql_with_percent_signs(backend: MySQLBackend) -> None:
    assert backend.execute("SELECT '100%' AS a, '%s %%' AS b")[0] == {"a": "100%", "b": "%s %%"}
    assert backend.execute("SELECT '100%%' AS a, %s AS b", ["%s"])[0] == {"a": "100%", "b": "%s"}
    assert backend.execute("SELECT '100%' AS a, {b} AS b", {"b": "%s"})[0] == {"a": "100%", "b": "%s"}
