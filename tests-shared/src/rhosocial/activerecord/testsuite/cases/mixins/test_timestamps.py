"""TimestampMixin: when a record was made and last changed, whoever writes it and however."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any

import pytest

from rhosocial.activerecord import ActiveRecord, Column, Rollback, TimestampMixin
from rhosocial.activerecord.testsuite import Runner, Tables

LONG_AGO = datetime(2001, 2, 3, 4, 5, 6, 7, timezone.utc)


@pytest.fixture(params=[False, True], ids=["client-clock", "database-clock"])
def note(request: pytest.FixtureRequest, run: Runner, tables: Tables) -> Any:
    class Note(TimestampMixin, ActiveRecord):
        __database_clock__ = request.param
        code: Annotated[str, Column(unique=True, length=20)]
        likes: int = 0

    run.drive(tables.create(Note))
    return Note


async def test_a_new_record_is_stamped_when_it_is_saved(run: Runner, note: Any) -> None:
    made = note(code="a")
    assert (made.created_at, made.updated_at) == (None, None)
    await run(made.save)
    assert made.created_at == made.updated_at
    assert made.created_at.utcoffset().total_seconds() == 0
    assert abs((datetime.now(timezone.utc) - made.created_at).total_seconds()) < 60
    found = await run(note.find, made.id)
    assert (found.created_at, found.updated_at) == (made.created_at, made.updated_at)
    assert not made.changed


async def test_an_update_moves_updated_at_only(run: Runner, note: Any) -> None:
    made = await run(note.create, code="a", created_at=LONG_AGO, updated_at=LONG_AGO)
    assert (made.created_at, made.updated_at) == (LONG_AGO, LONG_AGO)
    await run(made.update, likes=1)
    assert made.created_at == LONG_AGO < made.updated_at
    assert not made.changed
    found = await run(note.find, made.id)
    assert (found.created_at, found.updated_at) == (LONG_AGO, made.updated_at)


async def test_nothing_changed_is_not_stamped(run: Runner, note: Any) -> None:
    made = await run(note.create, code="a", updated_at=LONG_AGO)
    assert await run(made.save) is False
    assert made.updated_at == LONG_AGO


async def test_a_moment_given_by_hand_is_kept(run: Runner, note: Any) -> None:
    made = await run(note.create, code="a")
    await run(made.update, likes=1, updated_at=LONG_AGO)
    assert (await run(note.find, made.id)).updated_at == LONG_AGO


async def test_a_query_update_stamps_too(run: Runner, note: Any) -> None:
    made = await run(note.create, code="a", created_at=LONG_AGO, updated_at=LONG_AGO)
    assert await run(note.where(code="a").update, likes=2) == 1
    found = await run(note.find, made.id)
    assert (found.likes, found.created_at) == (2, LONG_AGO)
    assert found.updated_at > LONG_AGO
    await run(note.where(code="a").update, likes=3, updated_at=LONG_AGO)
    assert (await run(note.find, made.id)).updated_at == LONG_AGO


async def test_many_rows_are_stamped(run: Runner, note: Any) -> None:
    await run(note.insert_many, [{"code": "a"}, {"code": "b", "created_at": LONG_AGO}])
    first, second = await run(note.order_by("code").all)
    assert first.created_at is not None
    assert first.updated_at is not None
    assert second.created_at == LONG_AGO < second.updated_at


async def test_an_upsert_keeps_when_the_row_was_made(run: Runner, note: Any) -> None:
    await run(note.create, code="a", created_at=LONG_AGO, updated_at=LONG_AGO)
    await run(note.upsert_many, [{"code": "a", "likes": 5}, {"code": "b"}], on="code")
    first, second = await run(note.order_by("code").all)
    assert (first.likes, first.created_at) == (5, LONG_AGO)
    assert first.updated_at > LONG_AGO
    assert second.created_at is not None


async def test_increment_and_touch_stamp(run: Runner, note: Any) -> None:
    made = await run(note.create, code="a", updated_at=LONG_AGO)
    await run(made.increment, "likes")
    assert made.updated_at > LONG_AGO
    assert not made.changed
    await run(made.update, updated_at=LONG_AGO)
    await run(made.touch)
    assert made.updated_at > LONG_AGO


async def test_a_partly_loaded_record_is_stamped(run: Runner, note: Any) -> None:
    await run(note.create, code="a", updated_at=LONG_AGO)
    made = await run(note.select("likes").first)
    await run(made.update, likes=3)
    assert (await run(note.find, made.id)).updated_at > LONG_AGO


async def test_a_rollback_takes_the_stamps_back(run: Runner, note: Any) -> None:
    made = note(code="a")
    async with run.transaction():
        await run(made.save)
        raise Rollback
    assert (made.id, made.created_at, made.updated_at) == (None, None, None)
    await run(made.save)
    await run(made.update, updated_at=LONG_AGO)
    async with run.transaction():
        await run(made.update, likes=1)
        raise Rollback
    assert made.updated_at == LONG_AGO
    assert set(made.changes) == {"likes"}
    rows = [note(code="b"), note(code="c")]
    async with run.transaction():
        await run(note.insert_many, rows)
        raise Rollback
    assert [(row.created_at, row.updated_at) for row in rows] == [(None, None)] * 2


async def test_a_copy_has_no_moments_yet(run: Runner, note: Any) -> None:
    made = await run(note.create, code="a")
    copy = made.model_copy(update={"code": "b"})
    assert (copy.id, copy.created_at, copy.updated_at) == (None, None, None)
