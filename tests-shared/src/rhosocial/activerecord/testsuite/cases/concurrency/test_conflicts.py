"""Transactions that get in each other's way: nothing is lost, and whoever fails is told why."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    ConfigurationError,
    DatabaseError,
    Deadlock,
    LockTimeout,
    OperationalError,
    ReadOnlyError,
    SerializationFailure,
)
from rhosocial.activerecord.testsuite import MakeBackend, Runner, Signal, Tables, Target, requires, served_by, where

CONFLICTS = (SerializationFailure, Deadlock, LockTimeout)
ATTEMPTS = 300


@pytest.fixture
def account(run: Runner, tables: Tables) -> Any:
    """A model with two rows of 50 each, under the keys 1 and 2."""

    class Account(ActiveRecord):
        balance: int

    run.drive(tables.create(Account))
    run.drive(run(Account.insert_many, [{"id": 1, "balance": 50}, {"id": 2, "balance": 50}]))
    return Account


async def _balances(run: Runner, account: Any) -> list[int]:
    balances: list[int] = await run(account.order_by("id").pluck, "balance")
    return balances


async def test_single_statements_lose_no_update(run: Runner, account: Any) -> None:
    async def deposit() -> None:
        done = 0
        while done < 5:
            with suppress(SerializationFailure):  # a server may refuse instead of letting it wait
                done += await run(account.where(id=1).update, balance=account.balance + 1)

    assert await run.together(*[deposit() for _ in range(6)]) == [None] * 6
    assert await _balances(run, account) == [80, 50]


@requires("serializable")
async def test_serializable_transactions_lose_no_update(run: Runner, account: Any) -> None:
    async def deposit_once() -> None:
        async with run.transaction(isolation="serializable"):
            found = await run(account.find, 1)
            await run(found.update, balance=found.balance + 1)

    async def deposit() -> None:
        done = attempts = 0
        while done < 3:
            attempts += 1
            assert attempts < ATTEMPTS
            try:
                await deposit_once()
                done += 1
            except CONFLICTS:
                continue

    await run.together(*[deposit() for _ in range(4)])
    assert await _balances(run, account) == [62, 50]


@where("for_update")
@requires("serializable")
async def test_what_is_run_again_at_serializable_loses_no_update(run: Runner, account: Any) -> None:
    async def deposit(mine: Signal, theirs: Signal) -> None:
        async def attempt() -> None:
            found = await run(account.find, 1)
            mine.set()
            await theirs.wait()  # the first time both have read before either writes
            await run(found.update, balance=found.balance + 1)

        await run(account.run_in_transaction, run.closure(attempt), retries=10, isolation="serializable")

    first, second = run.signal(), run.signal()
    assert await run.together(deposit(first, second), deposit(second, first)) == [None, None]
    assert await _balances(run, account) == [52, 50]


async def test_what_is_run_again_may_be_read_only(run: Runner, account: Any) -> None:
    async def attempt() -> None:
        await run(account.where(id=1).update, balance=0)

    with pytest.raises(ReadOnlyError):
        await run(account.run_in_transaction, run.closure(attempt), read_only=True)
    async with run.transaction():
        with pytest.raises(ConfigurationError, match="set by the outermost block"):
            await run(account.run_in_transaction, run.closure(attempt), read_only=True)
    assert await _balances(run, account) == [50, 50]


@where("for_update")
@requires("serializable")
async def test_of_two_serializable_transactions_that_conflict_one_is_told(run: Runner, account: Any) -> None:
    async def withdraw(key: int, mine: Signal, theirs: Signal) -> None:
        async with run.transaction(isolation="serializable"):
            assert sum(await _balances(run, account)) >= 80
            mine.set()
            await theirs.wait()
            await run(account.where(id=key).update, balance=account.balance - 80)

    first, second = run.signal(), run.signal()
    outcomes = await run.together(withdraw(1, first, second), withdraw(2, second, first))
    failures = [outcome for outcome in outcomes if isinstance(outcome, DatabaseError)]
    assert len(failures) == 1
    assert isinstance(failures[0], (SerializationFailure, Deadlock))
    assert sum(await _balances(run, account)) == 20


@requires("for_update")
async def test_of_two_that_wait_for_each_other_one_is_told(run: Runner, account: Any) -> None:
    async def transfer(source: int, target: int, mine: Signal, theirs: Signal) -> None:
        async with run.transaction():
            await run(account.where(id=source).for_update().one)
            mine.set()
            await theirs.wait()
            await run(account.where(id=target).update, balance=account.balance + 10)
            await run(account.where(id=source).update, balance=account.balance - 10)

    first, second = run.signal(), run.signal()
    outcomes = await run.together(transfer(1, 2, first, second), transfer(2, 1, second, first))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Deadlock", "NoneType"]
    assert sorted(await _balances(run, account)) == [40, 60]


async def test_a_lock_that_is_not_had_in_time(run: Runner, account: Any, target: Target, backends: MakeBackend) -> None:
    if not target.impatient:
        pytest.skip(f"{target.name} has no setting for how long to wait for a lock")
    others = served_by(account, backends(**target.impatient))
    async with run.transaction():
        await run(account.where(id=1).update, balance=0)
        with pytest.raises(LockTimeout):
            await run(others.where(id=1).update, balance=1)
    assert await run(others.where(id=1).update, balance=1) == 1


async def test_after_a_lock_timeout_all_is_saved_or_nothing(
    run: Runner, account: Any, target: Target, backends: MakeBackend
) -> None:
    if not target.impatient:
        pytest.skip(f"{target.name} has no setting for how long to wait for a lock")
    impatient = backends(**target.impatient)
    others = served_by(account, impatient)

    async def stubborn() -> None:
        async with run.transaction(impatient):
            await run(others.where(id=2).update, balance=7)
            with pytest.raises(OperationalError):
                await run(others.where(id=1).update, balance=7)

    async with run.transaction():
        await run(account.where(id=1).update, balance=0)
        try:
            await stubborn()
            expected = 7
        except OperationalError:
            expected = 50
        except DatabaseError:
            expected = 50
    assert await _balances(run, account) == [0, expected]


@requires("for_update", "skip_locked")
async def test_nowait_and_skip_locked(run: Runner, account: Any, backends: MakeBackend) -> None:
    other = backends()
    others = served_by(account, other)
    async with run.transaction():
        await run(account.where(id=1).for_update().one)
        async with run.transaction(other):
            assert await run(others.query().for_update(skip_locked=True).ids) == [2]
        with pytest.raises(LockTimeout):
            await _lock_nowait(run, other, others)


async def _lock_nowait(run: Runner, backend: Any, model: Any) -> None:
    async with run.transaction(backend):
        await run(model.query().for_update(nowait=True).all)


@requires("for_share")
async def test_shared_locks_go_together(run: Runner, account: Any, backends: MakeBackend) -> None:
    other = backends()
    async with run.transaction():
        assert len(await run(account.query().for_share().all)) == 2
        async with run.transaction(other):
            assert len(await run(served_by(account, other).query().for_share().all)) == 2


@where("for_update")
async def test_a_lock_shows_the_row_as_it_is_and_not_as_it_was(
    run: Runner, account: Any, backends: MakeBackend
) -> None:
    others = served_by(account, backends())

    async def deposit() -> None:
        async with run.transaction():
            mine = await run(account.find, 1)
            await run(others.where(id=1).update, balance=70)
            await run(mine.lock)
            await run(mine.update, balance=mine.balance + 1)

    try:
        await deposit()
    except SerializationFailure:  # a server may say instead that the row was changed
        assert await _balances(run, account) == [70, 50]
    else:
        assert await _balances(run, account) == [71, 50]
