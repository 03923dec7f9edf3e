"""A connection goes back as it came: what a user's own SQL left behind is gone, and prepared statements are not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rhosocial.activerecord import func, raw
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend

from .conftest import MakeBackend

LOCKS_HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
LEFT_BEHIND = [
    ("SET search_path TO nowhere", "SHOW search_path"),
    ("SELECT set_config('TimeZone', 'Asia/Tokyo', false)", "SHOW TimeZone"),
    ("SET statement_timeout TO 1234", "SHOW statement_timeout"),
    ("SET default_transaction_read_only TO on", "SHOW default_transaction_read_only"),
    ("SET ROLE pg_monitor", "SELECT current_user"),
    ("CREATE TEMP TABLE left_behind AS SELECT 1 AS n", "SELECT to_regclass('left_behind')"),
    ("SELECT pg_advisory_lock(4711)", LOCKS_HELD),
    ("LISTEN left_behind", "SELECT count(*) FROM pg_listening_channels()"),
    ("BEGIN; SELECT 1", "SELECT count(*) FROM pg_prepared_xacts"),
    ("PREPARE left_behind AS SELECT 1", "SELECT count(*) FROM pg_prepared_statements WHERE name = 'left_behind'"),
    ("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SHOW transaction_read_only"),
    ("DECLARE left_behind CURSOR WITH HOLD FOR SELECT 1", "SELECT count(*) FROM pg_cursors WHERE name = 'left_behind'"),
]


@pytest.mark.parametrize(("sql", "question"), LEFT_BEHIND)
def test_nothing_is_left_for_the_next_caller(make_backend: MakeBackend, sql: str, question: str) -> None:
    backend = make_backend(pool_size=1)
    before = backend.execute(question).rows
    backend.execute(sql)
    assert backend.execute(question).rows == before


@pytest.mark.parametrize(("sql", "question"), LEFT_BEHIND)
def test_nothing_is_left_for_the_next_task(make_backend: MakeBackend, sql: str, question: str) -> None:
    backend = make_backend(pool_size=1)

    async def main() -> None:
        before = (await backend.aexecute(question)).rows
        await backend.aexecute(sql)
        assert (await backend.aexecute(question)).rows == before

    asyncio.run(main())


CALLED = [
    (func.pg_advisory_lock(4711).is_null(), LOCKS_HELD),
    (raw("pg_try_advisory_lock({key})", key=4711), LOCKS_HELD),
    (func.set_config("statement_timeout", "1234", False) == "1234", "SHOW statement_timeout"),
]


@pytest.mark.parametrize(("condition", "question"), CALLED)
@pytest.mark.parametrize("read", ["all", "iterate"])
def test_nothing_is_left_of_what_a_query_called(
    make_backend: MakeBackend, item: Any, condition: Any, question: str, read: str
) -> None:
    backend = make_backend(pool_size=1)
    item.create(code="a")
    item.configure(backend)
    before = backend.execute(question).rows
    list(getattr(item.where(condition), read)())
    assert backend.execute(question).rows == before


def test_the_driver_knows_of_discarded_statements(make_backend: MakeBackend, item: Any) -> None:
    backend = make_backend(pool_size=1, prepare_threshold=0)
    item.configure(backend)
    for number in range(3):
        item.create(code=f"{number}")
        backend.execute("DISCARD ALL")
    assert item.count() == 3


def test_a_transaction_keeps_its_settings_until_its_end(backend: PostgreSQLBackend, item: Any) -> None:
    with item.transaction():
        backend.execute("SET statement_timeout TO 1234")
        item.create(code="a")
        assert backend.execute("SHOW statement_timeout").rows == [("1234ms",)]
    assert backend.execute("SHOW statement_timeout").rows == [("0",)]


def test_settings_of_the_url_stay(make_backend: MakeBackend) -> None:
    backend = make_backend(pool_size=1, libpq={"options": "-c statement_timeout=4321 -c timezone=Asia/Tokyo"})
    for _ in range(3):
        assert backend.execute("SHOW statement_timeout").rows == [("4321ms",)]
        assert backend.execute("SHOW timezone").rows == [("UTC",)]


def test_prepared_statements_outlive_it(make_backend: MakeBackend, item: Any) -> None:
    backend = make_backend(pool_size=1, prepare_threshold=0)
    item.configure(backend)
    for number in range(3):
        item.create(code=f"{number}")
        backend.execute("SELECT 1")
    assert backend.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT%'").rows == [(1,)]


def test_nothing_is_prepared_where_that_is_turned_off(make_backend: MakeBackend, item: Any) -> None:
    backend = make_backend(pool_size=1, prepare_threshold=None)
    item.configure(backend)
    for number in range(8):
        item.create(code=f"{number}")
    assert backend.execute("SELECT count(*) FROM pg_prepared_statements").rows == [(0,)]
