"""Enums of the server's own, arrays and ranges: kept as such where the server has them, refused elsewhere."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, Field

from rhosocial.activerecord import ActiveRecord, Array, Col, InvalidValue, NativeEnum, Range, field
from rhosocial.activerecord.testsuite import Runner, Tables, examples, requires, where


class Status(str, enum.Enum):
    WRITTEN = "written"
    EDITED = "it's \\ edited"
    DONE = "done"


class Size(enum.Enum):
    SMALL = "S"
    LARGE = "L"


async def _post(run: Runner, tables: Tables) -> Any:
    name = tables.name("status")

    class Post(ActiveRecord):
        status: Annotated[Status, NativeEnum(name)] = Status.WRITTEN
        mood: Annotated[Literal["good", "bad"] | None, NativeEnum(name + "mood")] = None

    await tables.create(Post)
    return Post


@requires("native_enums")
async def test_an_enum_is_kept_in_a_type_of_its_own(run: Runner, tables: Tables) -> None:
    post = await _post(run, tables)
    await run(post.insert_many, [{"status": item} for item in (Status.DONE, Status.EDITED, Status.WRITTEN)])
    await run(post.create, mood="bad")
    assert await run(post.order_by("status", "id").pluck, "status") == [
        Status.WRITTEN, Status.WRITTEN, Status.EDITED, Status.DONE,
    ]  # fmt: skip
    assert (await run(post.where(mood="bad").one)).mood == "bad"
    assert await run(post.where(status=Status.EDITED).count) == 1
    assert await run(post.where(status__in=[Status.EDITED, Status.DONE]).count) == 2
    assert await run(post.where(status__gt=Status.WRITTEN).count) == 2
    assert await run(post.where(status=Status.DONE).update, status=Status.WRITTEN) == 1
    assert await run(post.where(status="done").count) == 0
    with pytest.raises(InvalidValue, match="is no Status"):
        await run(post.where(status="lost").all)


@requires("native_enums")
async def test_two_tables_share_an_enum(run: Runner, tables: Tables) -> None:
    post = await _post(run, tables)

    class Draft(ActiveRecord):
        status: Annotated[Status, NativeEnum(tables.name("status"))]

    await tables.create(Draft)
    await run(post.create_table, if_not_exists=True)
    await run(post.drop_table)
    await run(Draft.create, status=Status.DONE)
    assert await run(Draft.query().pluck, "status") == [Status.DONE]
    await run(post.create_table)
    assert await run(post.count) == 0


@requires("arrays")
async def test_arrays_come_back_and_are_searched(run: Runner, tables: Tables) -> None:
    class Post(ActiveRecord):
        tags: Array[str] = []
        scores: Col[Array[int | None]] = field(default_factory=list)
        prices: Array[Annotated[Decimal, Field(max_digits=8, decimal_places=2)]] | None = None
        seen: Array[AwareDatetime] = []
        sizes: Array[Size] = []

    await tables.create(Post)
    moment = dt.datetime(2026, 1, 2, 3, tzinfo=dt.timezone.utc)
    first = await run(
        Post.create, tags=["a", "b"], scores=[2**40, None], prices=[Decimal("1.50")], seen=[moment], sizes=[Size.LARGE]
    )
    second = await run(Post.create, tags=["b", 'it\'s {x}, "y"'])
    loaded = await run(Post.find, first.id)
    assert loaded.model_dump() == first.model_dump()
    assert (await run(Post.find, second.id)).tags == second.tags
    loaded.tags.append("c")
    assert loaded.changes == {"tags": (["a", "b"], ["a", "b", "c"])}
    await run(loaded.save)

    async def found(**lookup: Any) -> list[Any]:
        return await run(Post.where(**lookup).order_by("id").ids)

    assert await found(tags__contains=["a", "c"]) == [first.id]
    assert await found(tags__overlaps=["c", "b"]) == [first.id, second.id]
    assert await found(tags__contained_by=["a", "b", "c", "d"]) == [first.id]
    assert await found(tags=["a", "b", "c"]) == [first.id]
    assert await found(tags__contains=[]) == [first.id, second.id]
    assert await found(sizes__contains=[Size.LARGE]) == [first.id]
    assert await found(seen__contains=[moment]) == [first.id]
    assert await run(Post.where(Post.scores.contains([2**40])).ids) == [first.id]
    await run(Post.where(id=second.id).update, tags=["z"])
    assert await found(tags=["z"]) == [second.id]
    for value in ("a", [1]):
        with pytest.raises(InvalidValue):
            await found(tags__contains=value)


@requires("ranges")
async def test_ranges_come_back_and_are_searched(run: Runner, tables: Tables) -> None:
    class Booking(ActiveRecord):
        days: Range[dt.date]
        seats: Col[Range[int] | None] = field(default=None)
        price: Range[Decimal] = Range(Decimal("0.5"), None)
        open: Range[AwareDatetime] | None = None

    await tables.create(Booking)
    day = dt.date(2026, 11, 25)
    moment = dt.datetime(2026, 1, 2, 3, tzinfo=dt.timezone.utc)
    made = await run(Booking.create, days=Range(day, day, "[]"), seats=Range(1, 9), open=Range(moment, None, "()"))
    loaded = await run(Booking.find, made.id)
    assert loaded.model_dump() == made.model_dump()
    assert (loaded.days, loaded.changed) == (Range(day, day + dt.timedelta(days=1)), False)
    for condition in (
        Booking.seats.contains(3),
        Booking.seats.contains(Range(2, 3)),
        Booking.seats.contained_by(Range(None, 9)),
        Booking.seats.overlaps(Range(8, 20)),
        Booking.seats == Range(1, 8, "[]"),
    ):
        assert await run(Booking.where(condition).count) == 1
    assert await run(Booking.where(days__contains=day, price__contains=Decimal(7)).count) == 1
    assert await run(Booking.where(open__contains=moment).count) == 0
    assert await run(Booking.where(seats__overlaps=Range(9, 20)).count) == 0
    with pytest.raises(InvalidValue, match="days"):
        await run(Booking.where(days__contains=3).all)


_ENDS = st.none() | st.integers(-5, 5)


@where("ranges")
@examples(40)
@given(ends=st.tuples(_ENDS, _ENDS), bounds=st.sampled_from(["[)", "[]", "()", "(]"]), value=st.integers(-7, 7))
async def test_the_server_and_python_agree_on_what_is_in_a_range(
    run: Runner, spans: Any, ends: tuple[Any, Any], bounds: Any, value: int
) -> None:
    if None not in ends:
        ends = (min(ends), max(ends))
    span = Range[int](*ends, bounds)
    made = await run(spans.create, span=span)
    assert (await run(spans.find, made.id)).span == span
    assert await run(spans.where(id=made.id, span__contains=value).exists) == (value in span)


@pytest.fixture
def spans(run: Runner, tables: Tables) -> Any:
    class Span(ActiveRecord):
        span: Range[int]

    run.drive(tables.create(Span))
    return Span
