"""Transactions that are interrupted: what the database did is what the records say."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from rhosocial.activerecord import DatabaseError

ENDLESS_INSERT = """
INSERT INTO account (name, balance)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'n', i FROM n
"""


def test_after_sqlite_ended_the_transaction_nothing_runs_outside_it(account: Any) -> None:
    async def interrupted_insert() -> None:
        backend, loop, begun = account.backend(), asyncio.get_running_loop(), asyncio.Event()
        driver = backend.transaction.connection.driver
        driver.set_progress_handler(lambda: loop.call_soon_threadsafe(begun.set) and None, 10_000)
        task = asyncio.current_task()
        assert task is not None
        waiting = asyncio.create_task(begun.wait())
        waiting.add_done_callback(lambda _: task.cancel())
        try:
            await backend.aexecute(ENDLESS_INSERT)
        except asyncio.CancelledError:
            getattr(task, "uncancel", int)()
        finally:
            driver.set_progress_handler(None, 0)

    async def block() -> None:
        async with account.atransaction():
            await account.acreate(name="before")
            await interrupted_insert()
            with pytest.raises(DatabaseError, match=r"no more statements after an earlier error \(CancelledError\)"):
                await account.acreate(name="after")

    async def main() -> None:
        with pytest.raises(DatabaseError, match=r"nothing was committed: .*CancelledError"):
            await block()
        assert await account.query().acount() == 0
        await account.backend().aclose()

    asyncio.run(main())


@pytest.mark.parametrize("interruption", ["cancelled", "ctrl-c"])
def test_a_commit_that_ended_before_its_interruption_counts(account: Any, interruption: str) -> None:
    record = account(name="a")
    if interruption == "cancelled":
        asyncio.run(commit_cancelled(record))
    else:
        commit_then_ctrl_c(record)
    assert account.query().count() == 1
    assert record.is_persisted
    assert not record.save()
    assert account.backend().transaction is None


async def commit_cancelled(record: Any) -> None:
    """Cancel the task between the end of COMMIT and its return."""
    loop, committed, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    async def work() -> None:
        async with type(record).atransaction():
            await record.asave()
            connection = type(record).backend().transaction.connection
            execute = connection.execute

            def slow(sql: str, *arguments: Any) -> Any:
                fetched = execute(sql, *arguments)
                if sql == "COMMIT":
                    loop.call_soon_threadsafe(committed.set)
                    go_on.wait(10)
                return fetched

            connection.execute = slow

    task = asyncio.create_task(work())
    await committed.wait()
    task.cancel()
    loop.call_later(0.01, go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await task
    await type(record).backend().aclose()


def commit_then_ctrl_c(record: Any) -> None:
    def work() -> None:
        with type(record).transaction():
            record.save()
            connection = type(record).backend().transaction.connection
            execute = connection.execute

            def interrupted(sql: str, *arguments: Any) -> Any:
                fetched = execute(sql, *arguments)
                if sql == "COMMIT":
                    raise KeyboardInterrupt
                return fetched

            connection.execute = interrupted

    with pytest.raises(KeyboardInterrupt):
        work()


def test_a_commit_interrupted_before_it_ended_is_rolled_back(account: Any) -> None:
    record = account(name="a")

    def work() -> None:
        with account.transaction():
            record.save()
            connection = account.backend().transaction.connection
            execute = connection.execute

            def interrupted(sql: str, *arguments: Any) -> Any:
                if sql == "COMMIT":
                    raise KeyboardInterrupt
                return execute(sql, *arguments)

            connection.execute = interrupted

    with pytest.raises(KeyboardInterrupt):
        work()
    assert record.is_new
    assert account.query().count() == 0
