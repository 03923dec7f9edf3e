"""What is stored comes back as it was; what can't be kept exactly is refused, never changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhosocial.activerecord import ActiveRecord, InvalidValue, ValidationError
from rhosocial.activerecord.testsuite import Runner, Tables, examples
from rhosocial.activerecord.testsuite.kinds import KINDS, Kind

each_kind = pytest.mark.parametrize("kind", KINDS, ids=str)
REFUSALS = (InvalidValue, ValidationError)


@pytest.fixture
def thing(run: Runner, tables: Tables, kind: Kind) -> Any:
    """A model with one field of a kind, which may be NULL."""

    class Thing(ActiveRecord):
        value: kind.annotation | None = None  # type: ignore[name-defined]

    run.drive(tables.create(Thing))
    return Thing


@each_kind
@examples(30)
@given(data=st.data())
async def test_a_value_comes_back_as_it_was(run: Runner, thing: Any, kind: Kind, data: st.DataObject) -> None:
    value = data.draw(kind.kept)
    made = await run(thing.create, value=value)
    loaded = await run(thing.find, made.id)
    assert kind.same(value, loaded.value)
    assert kind.same(value, made.value)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.hurting is not None], ids=str)
@examples(12)
@given(data=st.data())
async def test_a_value_that_hurts_is_kept_exactly_or_refused(
    run: Runner, thing: Any, kind: Kind, data: st.DataObject
) -> None:
    assert kind.hurting is not None
    value = data.draw(kind.hurting)
    try:
        made = await run(thing.create, value=value)
    except REFUSALS:
        return
    assert kind.same(value, (await run(thing.find, made.id)).value)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.comparable], ids=str)
@examples(15)
@given(data=st.data())
async def test_a_value_is_found_by_itself(run: Runner, thing: Any, kind: Kind, data: st.DataObject) -> None:
    value, other = data.draw(kind.kept), data.draw(kind.kept)
    first = await run(thing.create, value=value)
    second = await run(thing.create, value=other)
    expected = [first.id, second.id] if value == other else [first.id]
    assert await run(thing.where(thing.c.id >= first.id, value=value).order_by("id").ids) == expected


@each_kind
async def test_no_value_comes_back_as_none(run: Runner, thing: Any, kind: Kind) -> None:
    made = await run(thing.create)
    assert (await run(thing.find, made.id)).value is None
    assert await run(thing.where(value=None).ids) == [made.id]


@each_kind
@examples(6)
@given(data=st.data())
async def test_an_update_keeps_the_value_too(run: Runner, thing: Any, kind: Kind, data: st.DataObject) -> None:
    value = data.draw(kind.kept)
    made = await run(thing.create)
    await run(made.update, value=value)
    assert kind.same(value, (await run(thing.find, made.id)).value)
    assert not (await run(thing.find, made.id)).changed


@each_kind
@examples(5)
@given(data=st.data())
async def test_every_way_of_loading_gives_the_same_value(
    run: Runner, thing: Any, kind: Kind, data: st.DataObject
) -> None:
    values = data.draw(st.lists(kind.kept, min_size=1, max_size=8))
    before = await run(thing.count)
    await run(thing.insert_many, [{"value": value} for value in values])
    query = thing.query().order_by("id").offset(before)
    ways = {
        "all": [record.value for record in await run(query.all)],
        "validated": [record.value for record in await run(query.validated().all)],
        "iterate": [record.value async for record in run.each(query.iterate, 3)],
        "pluck": await run(query.pluck, "value"),
        "values": [row["value"] for row in await run(query.values, "value")],
    }
    for way, found in ways.items():
        assert len(found) == len(values), way
        assert all(map(kind.same, values, found)), way
