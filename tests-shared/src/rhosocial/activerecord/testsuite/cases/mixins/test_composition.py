"""The mixins compose in any order, and a class of one's own reaches all of them by super()."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    OptimisticLockMixin,
    SoftDeleteMixin,
    StaleRecordError,
    TimestampMixin,
    UUIDMixin,
)
from rhosocial.activerecord.testsuite import Runner, Tables

MIXINS = (TimestampMixin, SoftDeleteMixin, OptimisticLockMixin, UUIDMixin)
ORDERS = list(permutations(MIXINS))


class Calls:
    """A mixin of the programmer's own, which is no model and knows nothing of the others."""

    def before_save(self) -> Any:
        vars(self).setdefault("calls", []).append("mixed in")
        return super().before_save()  # type: ignore[misc]


@pytest.mark.parametrize("order", ORDERS, ids=["-".join(mixin.__name__[:4] for mixin in order) for order in ORDERS])
async def test_any_order_does_the_same(run: Runner, tables: Tables, order: tuple[Any, ...]) -> None:
    base: Any = type("Base", order, {"__abstract__": True, "__module__": __name__})

    class Page(Calls, base):  # type: ignore[misc]
        title: str

        def before_save(self) -> Any:
            result = super().before_save()
            self.calls.append("own")
            return result

    await tables.create(Page)
    page = await run(Page.create, title="a")
    assert page.calls == ["mixed in", "own"]
    assert (page.id.version, page.lock_version, page.deleted_at) == (7, 0, None)
    same = await run(Page.find, page.id)
    created, updated = page.created_at, page.updated_at
    await run(page.update, title="b")
    assert page.created_at == created
    assert page.updated_at >= updated
    with pytest.raises(StaleRecordError):
        await run(same.delete)
    await run(page.delete)
    assert page.lock_version == 2
    assert await run(Page.count) == 0
    deleted = await run(Page.only_deleted().one)
    await run(deleted.restore)
    assert deleted.lock_version == 3
    assert await run(Page.where(title="b").delete) == 1
    with pytest.raises(StaleRecordError):
        await run(deleted.delete, hard=True)
    await run(deleted.reload)
    assert (deleted.lock_version, deleted.is_deleted) == (4, True)
    assert await run(deleted.delete, hard=True) is True
    assert await run(Page.with_deleted().count) == 0


async def test_uuid_keys_are_there_before_saving(run: Runner, tables: Tables) -> None:
    class Sorted(UUIDMixin, ActiveRecord):
        number: int

    class Random(UUIDMixin, ActiveRecord):
        __uuid_version__ = 4

    await tables.create(Sorted, Random)
    made = [Sorted(number=number) for number in range(50)]
    assert all(record.id.version == 7 for record in made)
    await run(Sorted.insert_many, reversed(made))
    assert [record.number for record in await run(Sorted.order_by("id").all)] == list(range(50))
    random = await run(Random.create)
    assert random.id.version == 4
    assert (await run(Random.find, random.id)) == random
    assert made[0].model_copy().id != made[0].id
