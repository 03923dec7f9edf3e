"""A value that the server can't have is refused before any SQL, wherever it comes in; none makes the server raise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, InvalidValue, QueryError, ValidationError, col, func, literal
from rhosocial.activerecord.testsuite import Runner, Tables, statements

BEYOND: dict[str, list[Any]] = {
    "whole": [2**63, -(2**63) - 1, 2**70],
    "real": [10**400],
    "exact": [Decimal("1E+999999999"), Decimal("1E-999999999"), 10**140_000],
    "title": ["a\0b", "\ud800", "é\0", "é\udfff"],
    "span": [dt.timedelta.max],
    "at": [dt.datetime.max.replace(tzinfo=dt.timezone.utc)],
}
NOWHERE = {("whole", value) for value in BEYOND["whole"]} | {("title", value) for value in ("\ud800", "é\udfff")}
"""What no server can have."""


@pytest.fixture
def things(run: Runner, tables: Tables) -> Any:
    class Thing(ActiveRecord):
        whole: int = 1
        real: float = 1.0
        exact: Decimal = Decimal(1)
        title: str = "a"
        span: dt.timedelta = dt.timedelta(0)
        at: dt.datetime = dt.datetime(2026, 1, 1)
        meta: dict[str, Any] = {}

    run.drive(tables.create(Thing))
    run.drive(run(Thing.create))
    return Thing


def _ways(run: Runner, things: Any, name: str, value: Any) -> list[Callable[[], Awaitable[object]]]:
    column = col(getattr(things, name))
    return [
        lambda: run(things.where(**{name: value}).all),
        lambda: run(things.where(**{f"{name}__gt": value}).all),
        lambda: run(things.where(**{f"{name}__in": [value, value]}).all),
        lambda: run(things.where(column.between(value, value)).count),
        lambda: run(things.where(id=1).update, **{name: value}),
        lambda: run(things.create, **{name: value}),
        lambda: run(things.insert_many, [{name: value}]),
    ]


async def test_nothing_that_a_request_may_bring_makes_the_server_raise(run: Runner, things: Any) -> None:
    for name, value in [(name, value) for name, values in BEYOND.items() for value in values]:
        for way in _ways(run, things, name, value):
            with statements() as sent:
                try:
                    await way()
                except (InvalidValue, ValidationError):
                    assert not any(text.startswith(("SELECT", "INSERT", "UPDATE")) for text in sent.sql)
                else:
                    assert (name, value) not in NOWHERE


async def test_what_is_no_value_of_a_column_is_within_reach_too(run: Runner, things: Any) -> None:
    for value in ("\0", "\ud800", 2**70):
        with suppress(InvalidValue):
            await run(things.query().pluck, func.coalesce(literal(value), literal(value)))
    with pytest.raises(InvalidValue):
        await run(things.query().pluck, col(things.whole) + 2**70)
    for lookup in ("like", "contains", "iexact"):
        with suppress(InvalidValue):
            await run(things.where(**{f"title__{lookup}": "a\0%"}).all)
        with pytest.raises(InvalidValue):
            await run(things.where(**{f"title__{lookup}": "\ud800"}).all)


async def test_a_key_is_within_reach(run: Runner, things: Any) -> None:
    with statements() as sent:
        for key in (2**70, -(2**64)):
            for ask in (run(things.find, key), run(things.get, key), run(things.find_many, [1, key])):
                with pytest.raises(InvalidValue):
                    await ask
    assert sent.sql == []


@pytest.mark.parametrize("number", [2**70, 2**63, -1, True, 1.0, "3", None])
async def test_limit_and_offset_are_numbers_of_records(run: Runner, things: Any, number: Any) -> None:
    for make in (things.limit, things.offset):
        with pytest.raises(QueryError, match=r"takes a number of records"):
            make(number)


async def test_the_largest_limit_is_one(run: Runner, things: Any) -> None:
    assert len(await run(things.limit(2**63 - 1).all)) == 1
    assert await run(things.order_by("id").offset(2**63 - 1).all) == []
