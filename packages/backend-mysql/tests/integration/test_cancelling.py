"""Cancelled tasks: the statement ends on the server too, and its connection serves nobody else."""

from __future__ import annotations

import asyncio
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
