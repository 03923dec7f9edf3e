"""Parts of dates and moments, and spans between them, as Python's datetime has them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import AwareDatetime

from rhosocial.activerecord import ActiveRecord, InvalidValue, LookupNotFound, QueryError, col, count
from rhosocial.activerecord.testsuite import Runner, Tables

MOMENTS = [
    datetime(2020, 2, 29, 12, 30, 15),
    datetime(2020, 12, 31, 23, 59, 59, 999999),
    datetime(2021, 1, 3, 0, 0, 0),
    datetime(2021, 1, 4, 0, 0, 0, 1),
    datetime(1, 1, 2, 3, 4, 5, 6),
    datetime(9999, 12, 30, 23, 59, 59, 999999),
    datetime(1999, 7, 4, 1, 2, 3),
]
TOKYO = timezone(timedelta(hours=9))
SPANS = [timedelta(days=1), timedelta(hours=-25), timedelta(microseconds=1), timedelta(weeks=9, seconds=-1)]
PARTS: dict[str, Callable[[Any], int]] = {
    "year": lambda moment: moment.year,
    "quarter": lambda moment: (moment.month + 2) // 3,
    "month": lambda moment: moment.month,
    "week": lambda moment: moment.isocalendar()[1],
    "day": lambda moment: moment.day,
    "weekday": lambda moment: moment.isoweekday(),
}
CLOCK: dict[str, Callable[[Any], int]] = {
    "hour": lambda moment: moment.hour,
    "minute": lambda moment: moment.minute,
    "second": lambda moment: moment.second,
}


STARTS: dict[str, Callable[[Any], Any]] = {
    "year": lambda moment: moment.replace(month=1, day=1),
    "quarter": lambda moment: moment.replace(month=(moment.month - 1) // 3 * 3 + 1, day=1),
    "month": lambda moment: moment.replace(day=1),
    "week": lambda moment: moment - timedelta(days=moment.weekday()),
    "day": lambda moment: moment,
}


@pytest.fixture
def events(run: Runner, tables: Tables) -> Any:
    """An event at each moment: its day, the naive moment, and the instant, given as Tokyo's clock shows it."""

    class Event(ActiveRecord):
        day: date | None = None
        at: datetime | None = None
        instant: AwareDatetime | None = None
        span: timedelta | None = None

    run.drive(tables.create(Event))
    rows: list[dict[str, Any]] = [
        {"day": moment.date(), "at": moment, "instant": _instant(moment), "span": timedelta(hours=number)}
        for number, moment in enumerate(MOMENTS)
    ]
    run.drive(run(Event.insert_many, [*rows, {}]))
    return Event


def _instant(moment: datetime) -> datetime:
    instant = moment.replace(tzinfo=timezone.utc)
    return instant if moment.year in (1, 9999) else instant.astimezone(TOKYO)


async def _values(run: Runner, events: Any, expression: Any) -> list[Any]:
    found: list[Any] = await run(events.order_by("id").pluck, expression)
    return found


@pytest.mark.parametrize("part", [*PARTS, *CLOCK])
async def test_a_part_of_a_moment(run: Runner, events: Any, part: str) -> None:
    expected = [(PARTS | CLOCK)[part](moment) for moment in MOMENTS]
    for name in ("at", "instant") if part in CLOCK else ("day", "at", "instant"):
        column = col(getattr(events, name))
        assert await _values(run, events, column.extract(part)) == [*expected, None], name
        for value in set(expected):
            keys = [key for key, found in enumerate(expected, 1) if found == value]
            assert await run(events.where(**{f"{name}__{part}": value}).order_by("id").ids) == keys
            above = [key for key, found in enumerate(expected, 1) if found > value]
            assert await run(events.where(**{f"{name}__{part}__gt": value}).order_by("id").ids) == above


async def test_a_part_names_a_group(run: Runner, events: Any) -> None:
    years = events.where(at__isnull=False).annotate(year=col(events.at).extract("year")).group_by("year")
    assert await run(years.annotate(n=count()).order_by("year").pluck, "year", "n") == [
        (1, 1), (1999, 1), (2020, 2), (2021, 2), (9999, 1)]  # fmt: skip


async def test_a_span_moves_a_moment(run: Runner, events: Any) -> None:
    inner = [moment for moment in MOMENTS if 1 < moment.year < 9999]
    some = events.where(col(events.at).between(min(inner), max(inner))).order_by("id")
    for span in SPANS:
        for name in ("at", "instant"):
            column = col(getattr(events, name))
            zone = timezone.utc if name == "instant" else None
            later = [(moment + span).replace(tzinfo=zone) for moment in inner]
            assert await run(some.pluck, column + span) == later
            assert await run(some.pluck, span + column) == later
            assert await run(some.pluck, column - span) == [(moment - span).replace(tzinfo=zone) for moment in inner]
            assert await run(some.where((column + span) == later[0]).count) == 1


async def test_a_span_moves_a_date_as_it_moves_python_s(run: Runner, events: Any) -> None:
    inner = [moment.date() for moment in MOMENTS if 1 < moment.year < 9999]
    day = col(events.day)
    some = events.where(day.between(min(inner), max(inner))).order_by("id")
    for span in [*SPANS, timedelta(hours=5), timedelta(hours=-5)]:
        assert await run(some.pluck, day + span) == [item + span for item in inner], span
        midnight = [datetime(item.year, item.month, item.day) - span for item in inner]
        assert await run(some.pluck, day - span) == [moment.date() for moment in midnight], span


async def test_the_span_between(run: Runner, events: Any) -> None:
    first = MOMENTS[0]
    spans = [moment - first for moment in MOMENTS]
    assert await _values(run, events, col(events.at) - first) == [*spans, None]
    assert await _values(run, events, first - col(events.at)) == [*(-span for span in spans), None]
    assert await _values(run, events, col(events.instant) - _instant(first)) == [*spans, None]
    assert await _values(run, events, col(events.day) - first.date()) == [
        *(moment.date() - first.date() for moment in MOMENTS), None]  # fmt: skip
    near = events.where(timedelta(0) < (col(events.at) - first), (col(events.at) - first) < timedelta(days=400))
    assert await run(near.order_by("id").ids) == [2, 3, 4]


async def test_spans_are_computed_with(run: Runner, events: Any) -> None:
    span, at = col(events.span), col(events.at)
    hours = [timedelta(hours=number) for number in range(len(MOMENTS))]
    assert await _values(run, events, span + timedelta(minutes=1)) == [
        *(item + timedelta(minutes=1) for item in hours), None]  # fmt: skip
    assert await _values(run, events, span - timedelta(minutes=1)) == [
        *(item - timedelta(minutes=1) for item in hours), None]  # fmt: skip
    assert await _values(run, events, span * 3) == [*(item * 3 for item in hours), None]
    assert await run(events.where(span > timedelta(hours=4)).order_by("id").ids) == [6, 7]
    assert await run(events.max, span) == hours[-1]
    assert await run(events.where(id=7).pluck, at + span) == [MOMENTS[6] + hours[6]]


async def test_what_a_moment_does_not_have_is_refused(run: Runner, events: Any) -> None:
    with pytest.raises(LookupNotFound, match="'hour'"):
        await run(events.where(day__hour=1).all)
    with pytest.raises(QueryError, match="'hour' is no part of a column of date"):
        col(events.day).extract("hour")
    with pytest.raises(InvalidValue):
        await run(events.where(at__year="2020").all)
    for operator, wrong in (("__add__", 1), ("__mul__", 2), ("__sub__", date(2020, 1, 1))):
        with pytest.raises(InvalidValue):
            getattr(col(events.at), operator)(wrong)


@pytest.mark.parametrize("part", [*STARTS, *CLOCK])
async def test_moments_go_back_to_the_start_of_their_part(run: Runner, events: Any, part: str) -> None:
    midnight = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    kept = [name for name in CLOCK if part in CLOCK and [*CLOCK].index(name) <= [*CLOCK].index(part)]
    cleared = {name: value for name, value in midnight.items() if name not in kept}
    starts = [STARTS.get(part, STARTS["day"])(moment).replace(**cleared) for moment in MOMENTS]
    assert await _values(run, events, col(events.at).trunc(part)) == [*starts, None]
    utc = [start.replace(tzinfo=timezone.utc) for start in starts]
    assert await _values(run, events, col(events.instant).trunc(part)) == [*utc, None]
    if part in STARTS:
        assert await _values(run, events, col(events.day).trunc(part)) == [*(start.date() for start in starts), None]


async def test_months_are_counted_by_their_start(run: Runner, events: Any) -> None:
    monthly = events.where(at__year__between=(2020, 2021)).annotate(month=col(events.at).trunc("month"))
    assert await run(monthly.group_by("month").annotate(n=count()).order_by("month").pluck, "month", "n") == [
        (datetime(2020, 2, 1), 1),
        (datetime(2020, 12, 1), 1),
        (datetime(2021, 1, 1), 2),
    ]


async def test_what_has_no_such_start_is_refused(run: Runner, events: Any) -> None:
    with pytest.raises(QueryError, match=r"'mouth' is no part of a column of date.* did you mean 'month'"):
        col(events.day).trunc("mouth")
    with pytest.raises(QueryError, match="'hour' is no part of a column of date that has a start"):
        col(events.day).trunc("hour")
    with pytest.raises(QueryError, match="'day' is no part of a column of int that has a start"):
        col(events.id).trunc("day")
