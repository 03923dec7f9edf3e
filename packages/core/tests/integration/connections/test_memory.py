"""A database in memory lives on one connection, through cancellation, streams and threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, PoolTimeout, QueryTimeout
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def item() -> Iterator[Any]:
    class Item(ActiveRecord):
        n: int

    backend = SQLiteBackend(pool_timeout=0.05)
    Item.configure(backend)
    Item.create_table()
    Item.insert_many([{"n": n} for n in range(10)])
    yield Item
    backend.close()


def begun(item: Any) -> threading.Event:
    """Return an event that the database sets once it works on a statement."""
    event = threading.Event()
    ((connection, _),) = item.backend().pool._idle
    connection.driver.set_progress_handler(event.set, 1000)
    return event


def test_a_cancelled_statement_keeps_the_database(item: Any) -> None:
    async def main() -> None:
        event = begun(item)
        task = asyncio.create_task(item.backend().aexecute(LONG))
        assert await asyncio.to_thread(event.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await item.query().acount() == 10

    asyncio.run(main())
    assert item.query().count() == 10


def test_cancelled_inside_a_transaction_the_block_is_undone_and_the_database_kept(item: Any) -> None:
    async def work() -> None:
        async with item.atransaction():
            await item.acreate(n=99)
            await item.backend().aexecute(LONG)

    async def main() -> None:
        event = begun(item)
        task = asyncio.create_task(work())
        assert await asyncio.to_thread(event.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert item.query().count() == 10


def test_a_statement_interrupted_from_another_thread_is_a_timeout(item: Any) -> None:
    ((connection, _),) = item.backend().pool._idle
    connection.driver.set_progress_handler(connection.interrupt, 1000)
    with pytest.raises(QueryTimeout, match="interrupted"):
        item.backend().execute(LONG)
    connection.driver.set_progress_handler(None, 0)
    assert item.query().count() == 10


def test_ctrl_c_in_a_statement_keeps_the_database(item: Any) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    backend = item.backend()
    ((connection, _),) = backend.pool._idle
    execute = connection.execute
    connection.execute = stop
    with pytest.raises(KeyboardInterrupt):
        item.query().count()
    connection.execute = execute
    assert item.query().count() == 10


def test_a_stream_leaves_the_connection_free(item: Any) -> None:
    seen = [item.find(row.id).n for row in item.query().iterate(chunk=2)]
    assert sorted(seen) == list(range(10))


def test_an_async_stream_leaves_the_connection_free(item: Any) -> None:
    async def main() -> list[int]:
        return [(await item.afind(row.id)).n async for row in item.query().aiterate(chunk=2)]

    assert sorted(asyncio.run(main())) == list(range(10))


def test_a_stream_left_early_leaves_the_connection_free(item: Any) -> None:
    for _ in item.query().iterate(chunk=2):
        break
    assert item.query().count() == 10
    assert item.backend().pool.in_use == 0


def test_the_only_connection_held_by_another_thread_s_transaction_times_out(item: Any) -> None:
    caught: list[BaseException] = []

    def other() -> None:
        try:
            item.query().count()
        except PoolTimeout as error:
            caught.append(error)

    with item.transaction():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert "all 1 are in use" in str(caught[0])


def test_each_backend_has_a_database_of_its_own(item: Any) -> None:
    other = SQLiteBackend()
    assert other.execute("SELECT count(*) AS n FROM sqlite_master")[0]["n"] == 0
    other.close()


def test_it_serves_several_event_loops_one_after_the_other(item: Any) -> None:
    for _ in range(3):
        assert asyncio.run(item.query().acount()) == 10
