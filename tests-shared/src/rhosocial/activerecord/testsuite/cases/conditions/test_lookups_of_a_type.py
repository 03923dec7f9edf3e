"""A lookup is refused before any SQL where its column's type has none of that name, whatever the server would do."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, LookupNotFound, QueryError, col
from rhosocial.activerecord.testsuite import Runner, Tables, requires, statements

TEXTUAL = ("like", "ilike", "contains", "icontains", "startswith", "iendswith", "regex", "iregex")
NO_TEXT = ("whole", "real", "exact", "flag", "raw", "day", "at", "key", "meta", "tags", "rank")


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Rank(enum.IntEnum):
    LOW = 1


@pytest.fixture
def values(run: Runner, tables: Tables) -> Any:
    """One row with a value of each type."""

    class Value(ActiveRecord):
        whole: int = 31
        real: float = 1.5
        exact: Decimal = Decimal("1.5")
        flag: bool = True
        raw: bytes = b"3"
        day: dt.date = dt.date(2026, 1, 3)
        at: dt.datetime = dt.datetime(2026, 1, 3)
        key: uuid.UUID = uuid.UUID(int=3)
        meta: dict[str, Any] = {"a": ["x", "3"]}
        tags: list[str] = ["3"]
        rank: Rank = Rank.LOW
        mood: Mood = Mood.GOOD
        title: str = "3"

    run.drive(tables.create(Value))
    run.drive(run(Value.create))
    return Value


async def test_what_is_no_text_is_not_matched(run: Runner, values: Any) -> None:
    with statements() as sent:
        for field, lookup in product(NO_TEXT, (*TEXTUAL, "iexact")):
            with pytest.raises(LookupNotFound, match=rf"^{field} holds .*no lookup '{lookup}'.*valid: between, eq,"):
                await run(values.where(**{f"{field}__{lookup}": "3"}).all)
        for field, lookup in product(NO_TEXT, TEXTUAL):
            with pytest.raises(LookupNotFound, match=rf"^{field} holds .*no text to match"):
                await run(values.where(getattr(col(getattr(values, field)), lookup)("3")).all)
    assert sent.sql == []


async def test_what_is_no_array_contains_nothing(run: Runner, values: Any) -> None:
    for field, lookup in product(("whole", "meta", "tags", "title"), ("contained_by", "overlaps")):
        with pytest.raises(LookupNotFound, match=f"^{field} holds .*no lookup '{lookup}'"), statements() as sent:
            await run(values.where(**{f"{field}__{lookup}": ["3"]}).all)
        with pytest.raises(QueryError):
            getattr(col(getattr(values, field)), lookup)(["3"])
        assert sent.sql == []


async def test_texts_in_any_guise_are_matched(run: Runner, values: Any) -> None:
    assert await run(values.where(title__contains="3", mood__startswith="goo").count) == 1
    assert await run(values.where(col(values.whole).cast(str).like("3_")).count) == 1
    assert await run(values.where(col(values.key).cast(str).endswith("03")).count) == 1
    assert await run(values.where(col(values.day).cast(str).startswith("2026-01")).count) == 1
    assert await run(values.where(col(values.mood).contains("a")).count) == 0


@requires("json_paths")
async def test_what_is_inside_json_is_matched(run: Runner, values: Any) -> None:
    assert await run(values.where(meta__a__1__endswith="3").count) == 1
    assert await run(values.where(meta__contains__x="3").count) == 0
    assert await run(values.where(col(values.meta)["contains"] == "3").count) == 0
