"""A forked child has connections of its own, and whatever it does, its parent's go on as if it were not there."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from rhosocial.activerecord import ConfigurationError
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Sessions, Target, served_by
from rhosocial.activerecord.testsuite.forking import in_child

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


class Child:
    """A child process of the case's, in the case's mode, on an event loop of its own."""

    def __init__(self, run: Runner) -> None:
        self._run = run

    def succeeds(self, work: Coroutine[Any, Any, bool]) -> bool:
        """Tell whether work in a child came to True."""
        drive = asyncio.run if self._run.mode == "async" else self._run.drive
        status = in_child(lambda: drive(work))
        work.close()  # the parent's copy
        return status == 0


@pytest.fixture
def child(run: Runner, target: Target) -> Child:
    """Makes children."""
    if not target.serves_processes:
        pytest.skip(f"{target.name} serves one process at a time")
    return Child(run)


@pytest.fixture
def authors(library: Library, backends: MakeBackend) -> Any:
    """The author's model on a backend with a single connection."""
    return served_by(library.Author, backends(pool_size=1, pool_timeout=1))


async def test_the_child_s_connections_are_its_own(run: Runner, authors: Any, sessions: Sessions, child: Child) -> None:
    before = await sessions.of(authors.backend())

    async def work() -> bool:
        own = await sessions.of(authors.backend())
        await run(authors.create, name="Ann")
        return bool(own != before)

    assert child.succeeds(work())
    assert await sessions.of(authors.backend()) == before
    assert await run(authors.query().pluck, "name") == ["Ann"]


async def test_what_the_child_closes_and_collects_stays_open(
    run: Runner, authors: Any, sessions: Sessions, child: Child
) -> None:
    before = await sessions.of(authors.backend())

    async def work() -> bool:
        await run(authors.count)
        gc.collect()
        await run(authors.backend().close)
        authors.backend().__dict__.clear()
        gc.collect()
        return True

    assert child.succeeds(work())
    assert await sessions.of(authors.backend()) == before


async def test_a_transaction_stays_the_parent_s(run: Runner, authors: Any, library: Library, child: Child) -> None:
    block = run.transaction(authors.backend())

    async def work() -> bool:
        with pytest.raises(ConfigurationError, match="another thread, task or process"):
            await run(authors.create, name="Ben")
        with pytest.raises(ConfigurationError):
            await block.__aexit__(None, None, None)
        gc.collect()
        return True

    async with block:
        await run(authors.create, name="Ann")
        assert child.succeeds(work())
        await run(authors.create, name="Cem")
    assert sorted(await run(library.Author.query().pluck, "name")) == ["Ann", "Cem"]


async def test_a_stream_stays_the_parent_s(run: Runner, authors: Any, sessions: Sessions, child: Child) -> None:
    await run(authors.insert_many, [{"name": f"Author {number}"} for number in range(30)])
    before = await sessions.of(authors.backend())
    rows: AsyncIterator[Any] = run.each(authors.order_by("id").iterate, 10)
    seen = [(await rows.__anext__()).name]

    async def work() -> bool:
        if not authors.backend().pool.in_use:  # the stream's rows are all here: its connection is free
            return True
        with pytest.raises(ConfigurationError, match="the process that forked this one"):
            async for _ in rows:
                pass
        gc.collect()
        return bool(await run(authors.count) == 30)

    assert child.succeeds(work())
    seen += [author.name async for author in rows]
    assert seen == [f"Author {number}" for number in range(30)]
    assert await sessions.of(authors.backend()) == before
