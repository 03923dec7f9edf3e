"""OptimisticLockMixin: two writers never lose an update."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    Column,
    OptimisticLockMixin,
    Rollback,
    SerializationFailure,
    StaleRecordError,
)
from rhosocial.activerecord.testsuite import Runner, Tables


@pytest.fixture
def account(run: Runner, tables: Tables) -> Any:
    class Account(OptimisticLockMixin, ActiveRecord):
        owner: Annotated[str, Column(unique=True, length=20)]
        balance: int = 0

    run.drive(tables.create(Account))
    return Account


async def test_every_write_counts(run: Runner, account: Any) -> None:
    made = await run(account.create, owner="ann")
    assert made.lock_version == 0
    await run(made.update, balance=1)
    await run(made.update, balance=2)
    assert made.lock_version == 2
    assert await run(made.save) is False
    assert (await run(account.find, made.id)).lock_version == 2


async def test_the_second_writer_is_told(run: Runner, account: Any) -> None:
    first = await run(account.create, owner="ann")
    second = await run(account.find, first.id)
    await run(first.update, balance=10)
    with pytest.raises(StaleRecordError, match="changed or deleted meanwhile"):
        await run(second.update, balance=20)
    assert (second.lock_version, second.changes) == (0, {"balance": (0, 20)})
    await run(second.reload)
    assert await run(second.update, balance=second.balance + 20) is True
    assert (await run(account.find, first.id)).balance == 30


async def test_deleting_holds_to_it(run: Runner, account: Any) -> None:
    first = await run(account.create, owner="ann")
    second = await run(account.find, first.id)
    await run(first.update, balance=10)
    with pytest.raises(StaleRecordError):
        await run(second.delete)
    assert await run(account.count) == 1
    assert await run(first.delete) is True


async def test_many_writers_lose_nothing(run: Runner, account: Any) -> None:
    made = await run(account.create, owner="ann")

    async def deposit() -> None:
        while True:
            seen = await run(account.find, made.id)
            try:
                await run(seen.update, balance=seen.balance + 1)
            except (StaleRecordError, SerializationFailure):
                continue
            return

    await run.together(*(deposit() for _ in range(8)))
    found = await run(account.find, made.id)
    assert (found.balance, found.lock_version) == (8, 8)


async def test_a_version_from_a_form_is_the_one_to_meet(run: Runner, account: Any) -> None:
    made = await run(account.create, owner="ann")
    await run(made.update, balance=1)
    with pytest.raises(StaleRecordError):
        await run(made.update, balance=2, lock_version=0)
    assert await run(made.update, balance=3, lock_version=1) is True
    assert made.lock_version == 2


async def test_writes_of_many_rows_count(run: Runner, account: Any) -> None:
    made = await run(account.create, owner="ann")
    await run(account.where(owner="ann").update, balance=1)
    await run(account.upsert_many, [{"owner": "ann", "balance": 2}], on="owner")
    assert (await run(account.find, made.id)).lock_version == 2
    with pytest.raises(StaleRecordError):
        await run(made.update, balance=3)


async def test_an_upserted_record_knows_its_version(run: Runner, account: Any) -> None:
    await run(account.create, owner="ann")
    (upserted,) = await run(account.upsert_many, [{"owner": "ann", "balance": 2}], on="owner")
    assert (upserted.lock_version, upserted.changed) == (1, False)
    assert await run(upserted.update, balance=3) is True


async def test_increment_counts_and_goes_on(run: Runner, account: Any) -> None:
    made = await run(account.create, owner="ann")
    other = await run(account.find, made.id)
    await run(made.increment, "balance", by=5)
    await run(other.increment, "balance", by=5)
    assert (other.balance, other.lock_version) == (10, 2)
    with pytest.raises(StaleRecordError):
        await run(made.update, balance=0)


async def test_a_partly_loaded_record_knows_its_version(run: Runner, account: Any) -> None:
    made = await run(account.create, owner="ann")
    part = await run(account.select("balance").one)
    await run(made.update, balance=1)
    with pytest.raises(StaleRecordError):
        await run(part.update, balance=2)


async def test_a_rollback_takes_the_version_back(run: Runner, account: Any) -> None:
    made = await run(account.create, owner="ann")
    async with run.transaction():
        await run(made.update, balance=1)
        await run(made.increment, "balance")
        raise Rollback
    assert (made.lock_version, made.balance) == (0, 1)
    assert await run(made.save) is True
    assert (await run(account.find, made.id)).balance == 1
