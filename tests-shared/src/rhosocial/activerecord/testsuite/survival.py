"""What a backend must come through on a server that is restarted, or whose disk is full; see `own_server`."""

from __future__ import annotations

import os
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, ConnectionLost, DatabaseError, DiskFull, create_backend

from .own_server import OwnServer
from .running import RUNNERS, Runner, Signal

ROWS, LENGTH, MANY = 100, 4_000, 200
"""So many rows of such a length go into one statement; so many statements fill any disk of these."""


class Survivor(ActiveRecord):
    """A row of such a server."""

    text: str = ""


@contextmanager
def surviving(server: OwnServer, mode: str) -> Iterator[Runner]:
    """Give a runner of a mode for a backend on the server, where `Survivor` has an empty table."""
    run = RUNNERS[mode](create_backend(f"{server.url}?pool_size=3&pool_timeout=5"))
    Survivor.configure(run.backend)
    run.drive(run(Survivor.create_table))
    try:
        yield run
    finally:
        run.drive(run(Survivor.drop_table))
        run.close()


async def see_a_restart(run: Runner, server: OwnServer) -> None:
    """See that connections which lay idle meanwhile reach no caller, and that a transaction's is said to be lost."""
    first, second = run.signal(), run.signal()
    await run.together(_hold(run, first, second), _hold(run, second, first))  # two connections are open and idle
    _restart(server)
    assert [(await run(Survivor.create, text="after")).text for _ in range(3)] == ["after"] * 3
    with pytest.raises(ConnectionLost):
        await _restarted_inside(run, server)
    assert await run(Survivor.query().pluck, "text") == ["after"] * 3


async def _hold(run: Runner, taken: Signal, others: Signal) -> None:
    async with run.transaction():
        taken.set()
        await others.wait()


async def _restarted_inside(run: Runner, server: OwnServer) -> None:
    async with run.transaction():
        await run(Survivor.create, text="inside")
        _restart(server)
        await run(Survivor.create, text="inside")


def _restart(server: OwnServer) -> None:
    server.stop()
    server.start()


async def see_a_full_disk(run: Runner) -> None:
    """See that a block is saved as a whole or raises, also where the failure is caught inside, and that all goes on."""
    for work in (_fill(run), _fill_and_go_on(run)):
        before = await run(Survivor.count)
        saved = await _is_saved(work)
        assert await run(Survivor.count) == before + saved
    await run(Survivor.query().all_rows().delete)
    await run(Survivor.create, text="small")


async def _is_saved(work: Coroutine[Any, Any, int]) -> int:
    """Return how many rows a block says that it saved."""
    try:
        return await work
    except DatabaseError:
        return 0


async def _fill(run: Runner) -> int:
    with pytest.raises(DiskFull):
        async with run.transaction():
            await _write(run)
    return 0


async def _fill_and_go_on(run: Runner) -> int:
    async with run.transaction():
        await run(Survivor.create, text="small")
        written = await _write_until_full(run)
        await run(Survivor.create, text="small")
    return written + 2


async def _write_until_full(run: Runner) -> int:
    for written in range(MANY):
        try:
            await run(Survivor.insert_many, _large())
        except DiskFull:
            return written * ROWS
    raise AssertionError("the disk never became full")


async def _write(run: Runner) -> None:
    for _ in range(MANY):
        await run(Survivor.insert_many, _large())


def _large() -> list[dict[str, str]]:
    return [{"text": os.urandom(LENGTH // 2).hex()} for _ in range(ROWS)]
