"""Conditions mean what their tree says: the rows found are those for which Python computes true."""

from __future__ import annotations

import pytest
from hypothesis import given

from rhosocial.activerecord import Rollback
from rhosocial.activerecord.testsuite import Runner, Tables, examples
from rhosocial.activerecord.testsuite.reference import ROWS, Sample, Term, conditions, sample_model


@pytest.fixture
def samples(run: Runner, tables: Tables) -> type[Sample]:
    """The sample's model, its rows in place."""
    model = sample_model()
    run.drive(tables.create(model))
    run.drive(run(model.insert_many, ROWS))
    return model


def _keys(condition: Term, wanted: bool) -> list[int]:
    return [row["id"] for row in ROWS if condition.value(row) is wanted]


@examples(150)
@given(condition=conditions())
async def test_where_finds_what_is_true(run: Runner, samples: type[Sample], condition: Term) -> None:
    query = samples.where(condition.build(samples))
    assert await run(query.order_by("id").ids) == _keys(condition, True)


@examples(100)
@given(condition=conditions())
async def test_where_not_finds_what_is_false(run: Runner, samples: type[Sample], condition: Term) -> None:
    query = samples.where_not(condition.build(samples))
    assert await run(query.order_by("id").ids) == _keys(condition, False)


@examples(75)
@given(first=conditions(3), second=conditions(3))
async def test_conditions_given_one_after_the_other_all_hold(
    run: Runner, samples: type[Sample], first: Term, second: Term
) -> None:
    query = samples.where(first.build(samples)).where(second.build(samples))
    assert await run(query.order_by("id").ids) == sorted(set(_keys(first, True)) & set(_keys(second, True)))


@examples(50)
@given(condition=conditions())
async def test_delete_removes_what_is_true(run: Runner, samples: type[Sample], condition: Term) -> None:
    async with run.transaction():
        assert await run(samples.where(condition.build(samples)).delete) == len(_keys(condition, True))
        left = await run(samples.query().order_by("id").ids)
        raise Rollback
    assert left == [row["id"] for row in ROWS if condition.value(row) is not True]


@examples(50)
@given(condition=conditions())
async def test_update_changes_what_is_true(run: Runner, samples: type[Sample], condition: Term) -> None:
    async with run.transaction():
        await run(samples.where(condition.build(samples)).update, s="changed")
        changed = await run(samples.where(s="changed").order_by("id").ids)
        raise Rollback
    assert changed == _keys(condition, True)
