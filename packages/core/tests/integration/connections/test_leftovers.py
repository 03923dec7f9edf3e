"""What a user's own SQL leaves on a connection does not reach the next user of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend

TEMPORARY = "SELECT count(*) FROM sqlite_temp_master"
SETTINGS = [
    ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys"),
    ("/* off */ pragma foreign_keys(0)", "PRAGMA foreign_keys"),
    ("PRAGMA query_only = ON", "PRAGMA query_only"),
    ("PRAGMA case_sensitive_like = OFF", "SELECT 'a' LIKE 'A'"),
    ("BEGIN EXCLUSIVE", "SELECT 1"),
    ("SAVEPOINT mine", "SELECT 1"),
]
LEFT_BEHIND = [
    *SETTINGS,
    ("PRAGMA busy_timeout = 7", "PRAGMA busy_timeout"),
    ("PRAGMA max_page_count = 10", "PRAGMA max_page_count"),
    ("CREATE TEMP TABLE mine (n)", TEMPORARY),
    ("CREATE TABLE temp.mine (n)", TEMPORARY),
    ("CREATE TEMPORARY VIEW mine AS SELECT 1", TEMPORARY),
    ("ATTACH ':memory:' AS mine", "SELECT count(*) FROM pragma_database_list"),
]


@pytest.fixture
def single(tmp_path: Path) -> Iterator[SQLiteBackend]:
    """A backend with one connection to a file."""
    made = SQLiteBackend(database=str(tmp_path / "left.db"), pool_size=1, pool_timeout=1)
    yield made
    made.close()


@pytest.mark.parametrize(("sql", "question"), LEFT_BEHIND)
def test_nothing_is_left_for_the_next_caller(single: SQLiteBackend, sql: str, question: str) -> None:
    before = single.execute(question).rows
    single.execute(sql)
    assert single.execute(question).rows == before
    single.execute("CREATE TABLE written (n)")


@pytest.mark.parametrize(("sql", "question"), LEFT_BEHIND)
def test_nothing_is_left_for_the_next_task(single: SQLiteBackend, sql: str, question: str) -> None:
    async def main() -> None:
        before = (await single.aexecute(question)).rows
        await single.aexecute(sql)
        assert (await single.aexecute(question)).rows == before
        await single.aclose()

    asyncio.run(main())


@pytest.mark.parametrize(("sql", "question"), SETTINGS)
def test_in_memory_the_settings_come_back_and_the_rows_stay(sql: str, question: str) -> None:
    backend = SQLiteBackend()
    backend.execute("CREATE TABLE kept (n)")
    before = backend.execute(question).rows
    backend.execute(sql)
    assert backend.execute(question).rows == before
    assert backend.execute("SELECT * FROM kept").rows == []
    backend.close()


def test_a_transaction_keeps_its_settings_until_its_end(single: SQLiteBackend) -> None:
    class Page(ActiveRecord):
        n: int

    Page.configure(single)
    Page.create_table()
    with Page.transaction():
        single.execute("PRAGMA case_sensitive_like = OFF")
        Page.create(n=1)
        assert single.execute("SELECT 'a' LIKE 'A'").rows == [(1,)]
    assert single.execute("SELECT 'a' LIKE 'A'").rows == [(0,)]
    assert Page.count() == 1


def test_plain_sql_keeps_its_connection(single: SQLiteBackend) -> None:
    def connection() -> Any:
        ((found, _),) = single.pool._idle  # type: ignore[attr-defined]
        return found

    single.execute("CREATE TABLE plain (n)")
    before = connection()
    for sql in ("INSERT INTO plain VALUES (1)", "SELECT * FROM plain", "WITH a AS (SELECT 1) SELECT * FROM a"):
        single.execute(sql)
    assert connection() is before
