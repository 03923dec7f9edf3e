"""A cast gives the same on every server, or is refused before it reaches one."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated, Any

import pytest

from rhosocial.activerecord import ActiveRecord, Column, InvalidValue, col, func
from rhosocial.activerecord.backend.expression.types import Numeric
from rhosocial.activerecord.testsuite import Runner, Tables

MOMENT, KEY = dt.datetime(9999, 12, 31, 23, 59, 58, 999999), uuid.UUID(int=5)
CASTS: list[tuple[str, Any, Any]] = [
    ("whole", int, 12), ("whole", float, 12.0), ("whole", str, "12"), ("whole", Decimal, Decimal(12)),
    ("whole", bool, True), ("real", int, -2), ("real", float, -2.5), ("real", str, "-2.5"), ("real", bool, True),
    ("real", Decimal, Decimal("-2.5")), ("exact", int, 2), ("exact", float, 2.75), ("exact", str, "2.750"),
    ("exact", Decimal, Decimal("2.75")), ("exact", Numeric(10, 1), Decimal("2.8")), ("exact", bool, True),
    ("flag", int, 1), ("flag", float, 1.0), ("flag", str, "true"), ("flag", bool, True), ("flag", Decimal, Decimal(1)),
    ("day", str, "2020-02-29"), ("day", dt.datetime, dt.datetime(2020, 2, 29)), ("day", dt.date, dt.date(2020, 2, 29)),
    ("at", dt.date, MOMENT.date()), ("at", dt.time, MOMENT.time()), ("at", dt.datetime, MOMENT),
    ("clock", dt.time, dt.time(1, 2, 3, 4)), ("key", str, str(KEY)), ("key", uuid.UUID, KEY),
]  # fmt: skip
FROM_TEXT: list[tuple[str, Any, Any]] = [
    ("42", int, 42), ("-42", int, -42), ("1.75", int, 1), ("-1.75", int, -1), ("1.75", float, 1.75),
    ("1.75", Decimal, Decimal("1.75")), ("2.25", Numeric(5, 1), Decimal("2.3")), ("9007199254740993", int, 2**53 + 1),
    ("2020-02-29", dt.date, dt.date(2020, 2, 29)), ("2020-02-29 01:02:03.000004", dt.date, dt.date(2020, 2, 29)),
    ("9999-12-31 23:59:58.999999", dt.datetime, MOMENT), ("01:02:03.000004", dt.time, dt.time(1, 2, 3, 4)),
    (str(KEY), uuid.UUID, KEY), ("é", str, "é"),
]  # fmt: skip
REFUSED: list[tuple[str, Any]] = [
    ("text", bool), ("text", dict), ("text", bytes),
    ("text", dt.timedelta), ("at", str), ("at", int), ("clock", str), ("raw", str),
    ("span", int), ("span", str), ("whole", dt.date), ("whole", dt.timedelta), ("day", int), ("key", int),
]  # fmt: skip


@pytest.fixture
def values(run: Runner, tables: Tables) -> Any:
    """One row with a value of each type, one with NULL in each column."""

    class Value(ActiveRecord):
        whole: int | None = None
        real: float | None = None
        exact: Annotated[Decimal | None, Column(precision=12, scale=3)] = None
        flag: bool | None = None
        text: str | None = None
        raw: bytes | None = None
        day: dt.date | None = None
        at: dt.datetime | None = None
        clock: dt.time | None = None
        key: uuid.UUID | None = None
        span: dt.timedelta | None = None

    run.drive(tables.create(Value))
    run.drive(
        run(
            Value.create,
            whole=12, real=-2.5, exact=Decimal("2.750"), flag=True, text="x", raw=b"x", day=dt.date(2020, 2, 29),
            at=MOMENT, clock=dt.time(1, 2, 3, 4), key=KEY, span=dt.timedelta(days=1),
        )
    )  # fmt: skip
    run.drive(run(Value.create))
    return Value


@pytest.mark.parametrize(("name", "to", "expected"), CASTS)
async def test_a_column_is_cast(run: Runner, values: Any, name: str, to: Any, expected: Any) -> None:
    found = await run(values.order_by("id").pluck, col(getattr(values, name)).cast(to))
    assert found == [expected, None]
    assert type(found[0]) is type(expected)


@pytest.mark.parametrize(("text", "to", "expected"), FROM_TEXT)
async def test_a_text_is_cast(run: Runner, values: Any, text: str, to: Any, expected: Any) -> None:
    made = await run(values.create, text=text)
    assert await run(values.where(id=made.id).pluck, col(values.text).cast(to)) == [expected]
    assert await run(values.where(text=text).where(col(values.text).cast(to) == expected).ids) == [made.id]


async def test_a_cast_computes_on(run: Runner, values: Any) -> None:
    assert await run(values.where(id=1).pluck, col(values.real).cast(int) + col(values.whole)) == [10]
    assert await run(values.where(id=1).pluck, "n" + col(values.whole).cast(str)) == ["n12"]
    assert await run(values.where(id=1).pluck, func.abs(col(values.real)).cast(float)) == [2.5]


async def test_a_decimal_as_text_compares_as_text(run: Runner, values: Any) -> None:
    text = col(values.exact).cast(str)
    assert await run(values.where(text == "2.750").ids) == [1]
    assert await run(values.where(text == "2.75").ids) == []
    assert await run(values.where(text.startswith("2.7"), text != "two").ids) == [1]


@pytest.mark.parametrize(("name", "to"), REFUSED)
async def test_what_servers_disagree_on_is_refused(run: Runner, values: Any, name: str, to: Any) -> None:
    with pytest.raises(InvalidValue, match="is not cast to"):
        col(getattr(values, name)).cast(to)
