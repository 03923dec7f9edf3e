"""A rolled-back transaction, or savepoint, leaves the records as they were before it: compared field by field."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from rhosocial.activerecord import ActiveRecord, Column, OptimisticLockMixin, Rollback, TimestampMixin
from rhosocial.activerecord.testsuite import Runner, Tables, requires


@pytest.fixture
def item(run: Runner, tables: Tables) -> Any:
    class Item(TimestampMixin, OptimisticLockMixin, ActiveRecord):
        code: Annotated[str, Column(unique=True, length=20)]
        stock: int = 0
        size: Annotated[int | None, Column(server_default="7")] = None
        doubled: Annotated[int | None, Column(generated="stock * 2")] = None
        tags: list[str] = []

    run.drive(tables.create(Item))
    return Item


def everything(record: Any) -> dict[str, Any]:
    """Describe all that a record says of itself."""
    return {
        "values": dict(vars(record)),
        "standing": (record.is_new, record.is_persisted, record.is_deleted),
        "changes": record.changes,
        "saved": record.saved_changes,
    }


async def test_an_insert_is_undone(run: Runner, item: Any) -> None:
    made = item(code="a", stock=2)
    before = everything(made)
    async with run.transaction():
        await run(made.save)
        assert (made.size, made.doubled) == (7, 4)
        raise Rollback
    assert everything(made) == before
    assert await run(made.save) is True
    assert (await run(item.find, made.id)).doubled == 4


async def test_an_update_is_undone_but_for_what_was_assigned(run: Runner, item: Any) -> None:
    made = await run(item.create, code="a", stock=2, tags=["x"])
    made.stock = 5
    made.tags.append("y")
    before = everything(made)
    async with run.transaction():
        await run(made.save)
        assert (made.doubled, made.lock_version) == (10, 1)
        raise Rollback
    assert everything(made) == before
    assert await run(made.save) is True
    found = await run(item.find, made.id)
    assert (found.stock, found.doubled, found.lock_version, found.tags) == (5, 10, 1, ["x", "y"])


async def test_a_deletion_is_undone(run: Runner, item: Any) -> None:
    made = await run(item.create, code="a")
    before = everything(made)
    async with run.transaction():
        await run(made.update, stock=1)
        await run(made.delete)
        raise Rollback
    assert everything(made) == {**before, "values": {**before["values"], "stock": 1}, "changes": {"stock": (0, 1)}}
    assert await run(made.save) is True


async def test_what_was_read_in_the_block_is_undone(run: Runner, item: Any) -> None:
    made = await run(item.create, code="a")
    before = everything(made)
    async with run.transaction():
        await run(item.where(code="a").update, stock=9)
        await run(made.reload)
        assert made.stock == 9
        await run(made.increment, "stock")
        await run(made.lock)
        raise Rollback
    assert everything(made) == before


async def test_what_was_assigned_after_it_was_read_in_the_block_is_undone(run: Runner, item: Any) -> None:
    made, many = await run(item.create, code="a"), item(code="b")
    before = everything(made)
    async with run.transaction():
        await run(made.reload)
        made.stock = 9
        await run(item.insert_many, [many])
        many.stock = 8
        raise Rollback
    assert everything(made) == before
    assert (many.created_at, many.id, many.stock) == (None, None, 8)


@requires("savepoints")
async def test_a_savepoint_undoes_its_own_part(run: Runner, item: Any) -> None:
    made, later = item(code="a", stock=1), item(code="b")
    new = everything(later)
    async with run.transaction():
        await run(made.save)
        await run(made.update, stock=2)
        inside = everything(made)
        async with run.transaction():
            await run(made.update, tags=["x"])
            await run(later.save)
            await run(made.delete)
            raise Rollback
        undone = everything(made)
        assert undone["changes"] == {"tags": ([], ["x"])}
        assert {**undone, "changes": {}, "values": {**undone["values"], "tags": []}} == inside
        assert everything(later) == new
    assert made.is_persisted
    assert await run(item.pluck, "stock") == [2]


async def test_many_inserted_at_once_are_new_again(run: Runner, item: Any) -> None:
    rows = [item(code="a"), item(code="b")]
    before = [everything(row) for row in rows]
    async with run.transaction():
        await run(item.insert_many, rows)
        raise Rollback
    assert [everything(row) for row in rows] == before
