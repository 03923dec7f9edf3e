"""Sessions that end while nobody uses them never reach a caller."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord import DatabaseError
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend
from rhosocial.activerecord.backend.plan import Plan, arun, run

PATIENCE = 20
NO_SUCH_THREAD = 1094


def let_it_end_soon_plan(backend: MySQLBackend) -> Plan[int]:
    """Have the server end the backend's only session after a second without work: below the pool, which would reset it.

    Returns:
        The session.
    """
    connection: Any = yield from backend.acquire_plan()
    connection.driver.cmd_query(b"SET SESSION wait_timeout = 1")
    assert backend.pool.put(connection)
    session: int = connection.session
    return session


def wait_for_the_end(backend: MySQLBackend, session: int) -> None:
    """Wait until the server has ended a session."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            backend.execute(f"KILL QUERY {session}")  # which an idle session takes no notice of
        except DatabaseError as error:
            if error.code != NO_SUCH_THREAD:
                raise
            return
    raise TimeoutError(f"session {session} does not end")


@pytest.fixture(params=[False, True], ids=["extension", "pure"])
def single(make_backend: Callable[..., MySQLBackend], request: pytest.FixtureRequest) -> MySQLBackend:
    """A backend with a single connection, by either form of the driver."""
    return make_backend(pool_size=1, use_pure=request.param)


def test_one_that_the_server_ended_reaches_no_caller(single: MySQLBackend, backend: MySQLBackend) -> None:
    session = run(let_it_end_soon_plan(single))
    wait_for_the_end(backend, session)
    assert single.execute("SELECT CONNECTION_ID() AS id")[0]["id"] != session


def test_one_that_the_server_ended_reaches_no_task(single: MySQLBackend, backend: MySQLBackend) -> None:
    async def scenario() -> None:
        session = await arun(let_it_end_soon_plan(single))
        wait_for_the_end(backend, session)
        assert (await single.aexecute("SELECT CONNECTION_ID() AS id"))[0]["id"] != session
        await single.aclose()

    asyncio.run(scenario())
