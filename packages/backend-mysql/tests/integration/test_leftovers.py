"""What a user's own SQL leaves in a session does not reach the next user of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, DatabaseError, func, raw
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend

from .test_sessions import session_of

MINE = "SELECT @mine AS x"
HELD = "SELECT COALESCE(IS_USED_LOCK('left over') = CONNECTION_ID(), 0) AS x"
LEFT_BEHIND = [
    (["SET @mine = 5"], MINE),
    (["/* mine */ SET @mine = 5"], MINE),
    (["SELECT @mine := 5"], MINE),
    (["SELECT 5 INTO @mine"], MINE),
    (["set session lock_wait_timeout = 7"], "SELECT @@lock_wait_timeout AS x"),
    (["SET time_zone = '+05:00'"], "SELECT @@time_zone AS x"),
    (["SET NAMES utf8mb4 COLLATE utf8mb4_general_ci"], "SELECT @@collation_connection AS x"),
    (["USE information_schema"], "SELECT DATABASE() AS x"),
    (["CREATE TEMPORARY TABLE left_over (a INT)"], "SELECT COUNT(*) AS x FROM left_over"),
    (["SELECT GET_LOCK('left over', 10)"], HELD),
    (["START TRANSACTION"], "SELECT @@autocommit AS x"),
    (["SET autocommit = 0"], "SELECT @@autocommit AS x"),
    (["PREPARE left_over FROM 'SELECT 1 AS x'"], "EXECUTE left_over"),
    (
        ["CREATE TABLE IF NOT EXISTS to_be_locked (a INT)", "LOCK TABLES to_be_locked READ"],
        "SHOW CREATE TABLE to_be_locked",
    ),
    (["CREATE TABLE IF NOT EXISTS to_be_read (a INT)", "HANDLER to_be_read OPEN"], "HANDLER to_be_read READ FIRST"),
]


def answer(backend: MySQLBackend, question: str) -> list[Any]:
    """Return what a question gives, or that it fails."""
    try:
        return list(backend.execute(question).rows)
    except DatabaseError as error:
        return [error.code]


@pytest.mark.parametrize(
    ("traces", "question"), LEFT_BEHIND, ids=lambda value: value[-1] if isinstance(value, list) else ""
)
@pytest.mark.parametrize("use_pure", [False, True], ids=["extension", "pure"])
def test_a_session_is_handed_on_clean(
    make_backend: Callable[..., Any], traces: list[str], question: str, use_pure: bool
) -> None:
    backend = make_backend(pool_size=1, use_pure=use_pure)
    *defining, leaving = traces
    for statement in defining:
        backend.execute(statement)
    first, before = session_of(backend), answer(backend, question)
    backend.execute(leaving)
    assert answer(backend, question) == before
    assert session_of(backend) == first


@pytest.mark.parametrize(
    ("traces", "question"), LEFT_BEHIND[:10], ids=lambda value: value[-1] if isinstance(value, list) else ""
)
def test_the_next_task_has_it_clean(make_backend: Callable[..., Any], traces: list[str], question: str) -> None:
    backend = make_backend(pool_size=1)
    before = answer(backend, question)

    async def scenario() -> None:
        await backend.aexecute(traces[-1])
        try:
            found = list((await backend.aexecute(question)).rows)
        except DatabaseError as error:
            found = [error.code]
        assert found == before

    asyncio.run(scenario())


def test_without_a_database_a_session_is_replaced(make_backend: Callable[..., Any]) -> None:
    backend = make_backend(pool_size=1, database=None)
    backend.execute("USE information_schema")
    assert backend.execute("SELECT DATABASE() AS x")[0] == {"x": None}


class Row(ActiveRecord):
    """A row."""

    __abstract__ = True
    id: int | None = None
    name: str = ""


@pytest.mark.parametrize(
    "condition", [func.GET_LOCK("left over", 10) == 1, raw("get_lock({key}, 10)", key="left over")]
)
@pytest.mark.parametrize("read", ["all", "iterate"])
def test_nothing_is_left_of_what_a_query_called(
    make_table: Callable[..., Any], make_backend: Callable[..., Any], condition: Any, read: str
) -> None:
    table = make_table(Row)
    table.create(name="Ann")
    table.configure(make_backend(pool_size=1))
    assert len(list(getattr(table.where(condition), read)())) == 1
    assert answer(table.backend(), HELD) == [(0,)]


def test_what_the_next_transaction_is_to_be_is_forgotten(
    make_table: Callable[..., Any], make_backend: Callable[..., Any]
) -> None:
    table = make_table(Row)
    table.configure(make_backend(pool_size=1))
    for _ in range(2):
        table.backend().execute("SET TRANSACTION READ ONLY")
        table.create(name="Ann")
    assert table.count() == 2


def test_a_level_asked_for_is_no_trace(make_table: Callable[..., Any], make_backend: Callable[..., Any]) -> None:
    table = make_table(Row)
    table.configure(make_backend(pool_size=1))
    with table.transaction(isolation="serializable"):
        table.create(name="Ann")
    ((connection, _),) = table.backend().pool._idle
    assert not connection._is_altered
