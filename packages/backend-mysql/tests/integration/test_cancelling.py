"""Cancelled tasks: the statement ends on the server too, and its connection serves nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord.backend.impl.mysql import MySQLBackend


async def until(backend: MySQLBackend, is_met: Callable[[str | None], bool], session: int) -> None:
    """Ask the server again and again until a session's state, None where it is gone, is as described.

    information_schema.processlist is of no use: on MySQL it fails while any session runs a statement with an emoji.
    """
    while not is_met({row["Id"]: row["State"] for row in await backend.aexecute("SHOW PROCESSLIST")}.get(session)):
        continue


def test_a_cancelled_statement_ends_on_the_server(make_backend: Callable[..., Any], backend: MySQLBackend) -> None:
    single = make_backend(pool_size=1)

    async def scenario() -> None:
        session = (await single.aexecute("SELECT CONNECTION_ID() AS id"))[0]["id"]
        sleeping = asyncio.create_task(single.aexecute("SELECT SLEEP(60)"))
        await until(backend, lambda state: state == "User sleep", session)
        sleeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sleeping
        await until(backend, lambda state: state is None, session)
        assert (await single.aexecute("SELECT CONNECTION_ID() AS id"))[0]["id"] != session
        await single.aclose()
        await backend.aclose()

    asyncio.run(scenario())


def test_ten_tasks_get_their_own_rows(make_backend: Callable[..., Any]) -> None:
    backend = make_backend(pool_size=4)

    async def ask(number: int) -> Any:
        return [(await backend.aexecute("SELECT {n} AS n", {"n": number}))[0]["n"] for _ in range(20)]

    async def scenario() -> list[Any]:
        found = await asyncio.gather(*map(ask, range(10)))
        await backend.aclose()
        return found

    assert asyncio.run(scenario()) == [[number] * 20 for number in range(10)]


def test_opening_leaves_the_loop_free_and_nothing_open_when_cancelled(make_backend: Callable[..., Any]) -> None:
    backend = make_backend(pool_size=1)
    begun, may_go_on = threading.Event(), threading.Event()
    opened: list[Any] = []
    open_connection = backend.open_connection

    def slowly() -> Any:
        begun.set()
        may_go_on.wait()
        opened.append(open_connection())
        return opened[0]

    async def scenario() -> None:
        backend.open_connection = slowly
        asking = asyncio.create_task(backend.aexecute("SELECT 1"))
        await asyncio.to_thread(begun.wait)  # the loop runs on while the connection is opened
        asking.cancel()
        may_go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert not opened[0].driver.is_connected()
        assert backend.pool.in_use == 0
        backend.open_connection = open_connection
        assert (await backend.aexecute("SELECT 1 AS one"))[0]["one"] == 1
        await backend.aclose()

    asyncio.run(scenario())
