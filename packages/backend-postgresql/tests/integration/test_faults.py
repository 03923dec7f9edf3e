"""Sessions that end from outside, and forks."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import Any

import pytest

from rhosocial.activerecord import CommitOutcomeUnknown, ConnectionLost, DatabaseError
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend

from .conftest import MakeBackend, Sessions


def test_a_session_killed_while_idle_reaches_no_caller(backend: PostgreSQLBackend, sessions: Sessions) -> None:
    for _ in range(3):
        assert backend.execute("SELECT 1 AS one")[0] == {"one": 1}
        sessions.kill()


def test_a_session_killed_in_a_statement_is_a_lost_connection_once(
    backend: PostgreSQLBackend, sessions: Sessions
) -> None:
    with pytest.raises(ConnectionLost):
        backend.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert backend.execute("SELECT 1 AS one")[0] == {"one": 1}


def test_a_session_killed_in_a_transaction_loses_it(item: Any, sessions: Sessions) -> None:
    def block() -> None:
        with item.transaction():
            item.create(code="a")
            sessions.kill()
            with pytest.raises(ConnectionLost):
                item.create(code="b")

    with pytest.raises(DatabaseError, match="nothing was committed"):
        block()
    assert item.count() == 0


def test_a_commit_that_finds_no_server_is_of_unknown_outcome(item: Any, sessions: Sessions) -> None:
    def block() -> None:
        with item.transaction():
            item.create(code="a")
            sessions.kill()

    with pytest.raises(CommitOutcomeUnknown):
        block()
    assert item.count() == 0


def test_the_same_holds_async(item: Any, sessions: Sessions) -> None:
    async def block() -> None:
        async with item.atransaction():
            await item.acreate(code="a")
            sessions.kill()

    async def main() -> None:
        with pytest.raises(CommitOutcomeUnknown):
            await block()
        assert await item.acount() == 0
        sessions.kill()
        assert await item.acount() == 0

    asyncio.run(main())


IMPATIENT_SERVER = {"libpq": {"options": "-c idle_session_timeout=100ms"}}


def test_a_session_that_the_server_ends_for_being_idle_reaches_no_caller(
    make_backend: MakeBackend, sessions: Sessions
) -> None:
    backend = make_backend(pool_size=1, **IMPATIENT_SERVER)
    for _ in range(2):
        assert backend.execute("SELECT 1 AS one")[0] == {"one": 1}
        assert sessions.become(0)


def test_a_session_that_the_server_ends_for_being_idle_reaches_no_task(
    make_backend: MakeBackend, sessions: Sessions
) -> None:
    backend = make_backend(pool_size=1, **IMPATIENT_SERVER)

    async def main() -> None:
        for _ in range(2):
            assert (await backend.aexecute("SELECT 1 AS one"))[0] == {"one": 1}
            assert sessions.become(0)

    asyncio.run(main())


def test_pure_python_serves_too_and_says_once_that_it_is_slow(url: str) -> None:
    program = f"""
import warnings
from rhosocial.activerecord import create_backend
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    backends = [create_backend({url!r}) for _ in range(3)]
for backend in backends:
    assert backend.execute("SELECT 1 AS one")[0] == {{"one": 1}}
    backend.close()
print([str(warning.message)[:30] for warning in caught])
"""
    environment = {**os.environ, "PSYCOPG_IMPL": "python"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    if "libpq library not found" in done.stderr:
        pytest.skip("psycopg finds no libpq of the system's here, which pure Python needs")
    assert done.stdout == "['psycopg runs in pure Python an']\n", done.stderr
