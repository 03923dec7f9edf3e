"""Streams: cursors on the server, with flat memory, left early or broken off."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from rhosocial.activerecord import ConnectionLost, DataError, ProgrammingError
from rhosocial.activerecord.backend.expression.function import RawSQL
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.expression.types import INTEGER
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend
from rhosocial.activerecord.backend.plan import astream, stream

from .conftest import Sessions

ROWS = 100_000
CHUNK = 1000


def numbers(last: int = ROWS) -> Statement:
    return Statement(RawSQL((f"SELECT n, repeat('x', 200) FROM generate_series(1, {last}) AS n",), (), INTEGER))


def rows(backend: PostgreSQLBackend, statement: Statement, size: int = CHUNK) -> Iterator[Any]:
    for chunk in stream(backend, statement, size, lambda compiled, rows: rows):
        yield from chunk


@pytest.fixture
def filled(item: Any, backend: PostgreSQLBackend) -> Any:
    """The model, its table with 5,000 rows."""
    backend.execute(
        f"INSERT INTO \"{item.__table_name__}\" (code, size) SELECT 'c' || n, n FROM generate_series(1, 5000) AS n"
    )
    return item


def test_memory_stays_flat(backend: PostgreSQLBackend) -> None:
    backend.execute("SELECT 1")
    tracemalloc.start()
    try:
        total = sum(row[0] for row in rows(backend, numbers()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == ROWS * (ROWS + 1) // 2
    assert peak < 4_000_000  # all rows would take 30 MB


def test_memory_stays_flat_async(backend: PostgreSQLBackend) -> None:
    async def total() -> int:
        chunks = astream(backend, numbers(), CHUNK, lambda compiled, rows: [row[0] for row in rows])
        return sum([sum(chunk) async for chunk in chunks])

    assert asyncio.run(total()) == ROWS * (ROWS + 1) // 2


def test_a_stream_left_early_gives_its_connection_back(
    filled: Any, backend: PostgreSQLBackend, sessions: Sessions
) -> None:
    for found in filled.query().order_by("id").iterate(chunk=10):
        if found.size == 25:
            break
    del found
    assert backend.pool.in_use == 0
    assert sessions.states() == ["idle"]


def test_a_stream_in_a_transaction_leaves_it_open_for_writes(filled: Any) -> None:
    with filled.transaction():
        for found in filled.where(filled.c.size <= 30).order_by("id").iterate(chunk=7):
            found.update(size=-found.size)
    assert filled.where(filled.c.size < 0).count() == 30


def test_a_stream_outside_a_transaction_leaves_writes_their_own_connection(filled: Any) -> None:
    for found in filled.where(filled.c.size <= 30).order_by("id").iterate(chunk=7):
        found.update(size=-found.size)
    assert filled.where(filled.c.size < 0).count() == 30


def test_two_streams_of_one_transaction_run_side_by_side(filled: Any) -> None:
    with filled.transaction():
        pairs = list(
            zip(
                filled.query().order_by("id").iterate(chunk=100),
                filled.query().order_by("-id").iterate(chunk=100),
            )
        )
    assert len(pairs) == 5000
    assert all(first.size + second.size == 5001 for first, second in pairs)


def test_an_error_in_a_stream_ends_it_and_leaves_the_connection_clean(
    backend: PostgreSQLBackend, sessions: Sessions
) -> None:
    failing = Statement(RawSQL(("SELECT 1 / (50 - n) FROM generate_series(1, 100) AS n",), (), INTEGER))
    with pytest.raises(DataError, match="division by zero"):
        list(rows(backend, failing, 10))
    assert backend.pool.in_use == 0
    assert sessions.states() == ["idle"]


def test_a_statement_that_can_not_begin_leaves_the_connection_clean(backend: PostgreSQLBackend) -> None:
    with pytest.raises(ProgrammingError):
        list(rows(backend, Statement(RawSQL(("SELECT nonsense",), (), INTEGER))))
    assert backend.pool.in_use == 0
    assert backend.execute("SELECT 1 AS one")[0] == {"one": 1}


def test_a_session_killed_in_a_stream_is_a_lost_connection(filled: Any, sessions: Sessions) -> None:
    found = filled.query().iterate(chunk=10)
    next(found)
    sessions.kill()
    with pytest.raises(ConnectionLost):
        list(found)
    assert filled.count() == 5000


def test_a_stream_cancelled_between_its_chunks_is_closed(filled: Any, backend: PostgreSQLBackend) -> None:
    async def read(started: asyncio.Event) -> None:
        async for _ in filled.query().aiterate(chunk=10):
            started.set()
            await asyncio.sleep(0)

    async def main() -> None:
        started = asyncio.Event()
        task = asyncio.create_task(read(started))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await filled.acount() == 5000

    asyncio.run(main())
    assert backend.pool.in_use == 0
