"""A transaction belongs to the thread and task that opened it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from typing import Any

import pytest

from rhosocial.activerecord import ConfigurationError


def in_thread(function: Any, *, inherit: bool) -> list[BaseException]:
    caught: list[BaseException] = []

    def work() -> None:
        try:
            function()
        except Exception as error:
            caught.append(error)

    run = contextvars.copy_context().run if inherit else (lambda call: call())
    thread = threading.Thread(target=run, args=(work,))
    thread.start()
    thread.join()
    return caught


def test_a_thread_of_its_own_has_a_transaction_of_its_own(account: Any) -> None:
    with account.transaction():
        assert in_thread(lambda: account.query().count(), inherit=False) == []


def test_a_thread_that_inherits_the_context_is_refused(account: Any) -> None:
    with account.transaction():
        (error,) = in_thread(lambda: account.query().count(), inherit=True)
        assert isinstance(error, ConfigurationError)
        assert "belongs to another thread, task or process" in str(error)
        account.create(name="a")
    assert account.query().count() == 1


def test_a_child_task_is_refused_and_the_parent_goes_on(account: Any) -> None:
    async def main() -> None:
        async with account.atransaction():
            with pytest.raises(ConfigurationError, match="start the task outside the block"):
                await asyncio.create_task(account.query().acount())
            with pytest.raises(ConfigurationError):
                await asyncio.gather(account.acreate(name="x"), account.acreate(name="y"))
            await account.acreate(name="a")
        await account.backend().aclose()

    asyncio.run(main())
    assert [record.name for record in account.query()] == ["a"]


def test_tasks_side_by_side_have_transactions_of_their_own(account: Any) -> None:
    account.create(name="a", balance=0)

    async def add() -> None:
        async with account.atransaction():
            record = await account.query().afirst()
            await record.aupdate(balance=record.balance + 1)

    async def main() -> None:
        for _ in range(3):  # one writer after the other; SQLite has one at a time
            await asyncio.create_task(add())
        await account.backend().aclose()

    asyncio.run(main())
    assert account.query().first().balance == 3


def test_a_cancelled_block_is_rolled_back(account: Any) -> None:
    async def work(started: asyncio.Event) -> None:
        async with account.atransaction():
            await account.acreate(name="a")
            started.set()
            await asyncio.Event().wait()

    async def main() -> None:
        started = asyncio.Event()
        task = asyncio.create_task(work(started))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await account.query().acount() == 0
        await account.backend().aclose()

    asyncio.run(main())


def test_ctrl_c_inside_a_block_rolls_back(account: Any) -> None:
    def work() -> None:
        with account.transaction():
            account.create(name="a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert account.query().count() == 0
