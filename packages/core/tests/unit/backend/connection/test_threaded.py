"""Async by a thread for each connection: results, errors, and statements that are cancelled."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from rhosocial.activerecord.backend.connection.worker import Worker
from rhosocial.activerecord.backend.impl.sqlite import SQLiteConnectionConfig
from rhosocial.activerecord.backend.impl.sqlite.connection import SQLiteConnection

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def connection() -> Iterator[SQLiteConnection]:
    made = SQLiteConnection(SQLiteConnectionConfig())
    yield made
    made.close()


def long_statement_begins(connection: SQLiteConnection) -> threading.Event:
    """Return an event that the database sets once it works on a statement."""
    begun = threading.Event()
    connection.driver.set_progress_handler(begun.set, 1000)
    return begun


def test_a_worker_gives_results_back_in_order() -> None:
    async def main() -> list[int]:
        worker = Worker("test")
        try:
            return list(await asyncio.gather(*[worker.submit(abs, -number) for number in range(20)]))
        finally:
            worker.stop()

    assert asyncio.run(main()) == list(range(20))


def test_a_worker_s_calls_all_run_on_its_thread() -> None:
    async def main() -> set[int]:
        worker = Worker("test")
        try:
            return set(await asyncio.gather(*[worker.submit(threading.get_ident) for _ in range(5)]))
        finally:
            worker.stop()

    used = asyncio.run(main())
    assert len(used) == 1
    assert threading.get_ident() not in used


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()], ids=repr)
def test_a_worker_hands_errors_over_and_lives_on(error: BaseException) -> None:
    def fail() -> None:
        raise error

    async def main() -> int:
        worker = Worker("test")
        try:
            with pytest.raises(type(error)):
                await worker.submit(fail)
            return await worker.submit(abs, -1)
        finally:
            worker.stop()

    assert asyncio.run(main()) == 1


def test_a_loop_that_closed_meanwhile_does_not_end_the_worker() -> None:
    worker, gate = Worker("test"), threading.Event()

    async def leave() -> None:
        worker.submit(gate.wait)

    async def again() -> int:
        return await worker.submit(abs, -2)

    asyncio.run(leave())
    gate.set()
    assert asyncio.run(again()) == 2
    worker.stop()


def test_a_statement_runs_off_the_loop_s_thread(connection: SQLiteConnection) -> None:
    connection.driver.create_function("thread", 0, threading.get_ident)
    fetched = asyncio.run(connection.aexecute("SELECT thread()", ()))
    assert fetched.rows[0][0] != threading.get_ident()


def test_a_cancelled_statement_is_interrupted_and_the_memory_database_kept(connection: SQLiteConnection) -> None:
    connection.execute("CREATE TABLE kept (n)", ())
    connection.execute("INSERT INTO kept VALUES (7)", ())
    begun = long_statement_begins(connection)

    async def main() -> Any:
        task = asyncio.create_task(connection.aexecute(LONG, ()))
        assert await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert connection.survives_interruption()
        return await connection.aexecute("SELECT n FROM kept", ())

    assert asyncio.run(main()).rows == [(7,)]


def test_cancelled_twice_it_still_waits_until_the_statement_ended(connection: SQLiteConnection) -> None:
    begun = long_statement_begins(connection)

    async def main() -> None:
        task = asyncio.create_task(connection.aexecute(LONG, ()))
        assert await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await connection.aexecute("SELECT 1", ())).rows == [(1,)]

    asyncio.run(main())


def test_a_timeout_interrupts_too(connection: SQLiteConnection) -> None:
    async def main() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(connection.aexecute(LONG, ()), 0.05)
        assert (await connection.aexecute("SELECT 2", ())).rows == [(2,)]

    asyncio.run(main())


def test_a_driver_s_error_reaches_the_awaiting_task(connection: SQLiteConnection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        asyncio.run(connection.aexecute("SELECT * FROM nowhere", ()))


def test_closing_ends_the_thread() -> None:
    async def main() -> None:
        connection = SQLiteConnection(SQLiteConnectionConfig())
        await connection.aping()
        thread = connection._worker._thread  # type: ignore[union-attr]
        await connection.aclose()
        thread.join(10)
        assert not thread.is_alive()

    asyncio.run(main())
