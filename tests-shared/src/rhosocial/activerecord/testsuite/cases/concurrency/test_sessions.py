"""A session that dies is noticed: no error is hidden, nothing is half saved, and the next call has a new one."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

import pytest

from rhosocial.activerecord import CommitOutcomeUnknown, ConnectionLost, DatabaseError
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Sessions, Signal, Target, served_by


async def test_one_that_died_idle_reaches_nobody(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions, target: Target
) -> None:
    if not target.kills_running:
        pytest.skip(f"{target.name} has no sessions that can end by themselves")
    backend = backends(pool_size=3)
    authors = served_by(library.Author, backend)

    async def hold(taken: Signal, others: Signal) -> Any:
        async with run.transaction(backend):
            taken.set()
            await others.wait()
            return await sessions.current(backend)

    for number in range(1, 4):
        first, second = run.signal(), run.signal()
        for session in await run.together(hold(first, second), hold(second, first)):
            sessions.kill(session)
        await run(authors.create, name="Ann")
        assert await run(library.Author.count) == number


async def test_one_that_died_in_a_transaction(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions
) -> None:
    backend = backends(pool_size=1)
    authors = served_by(library.Author, backend)
    author = authors.build(name="Ann")

    async def dying() -> None:
        async with run.transaction(backend):
            await run(author.save)
            sessions.kill(await sessions.current(backend))
            await run(authors.create, name="Ben")

    with pytest.raises(ConnectionLost):
        await dying()
    assert author.is_new
    assert await run(authors.count) == 0


async def test_an_error_caught_inside_saves_nothing(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions
) -> None:
    backend = backends(pool_size=1)
    authors = served_by(library.Author, backend)

    async def dying() -> None:
        async with run.transaction(backend):
            await run(authors.create, name="Ann")
            sessions.kill(await sessions.current(backend))
            with pytest.raises(ConnectionLost):
                await run(authors.create, name="Ben")

    with pytest.raises(DatabaseError):
        await dying()
    assert await run(authors.count) == 0


async def test_one_that_died_before_the_commit(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions
) -> None:
    backend = backends(pool_size=1)
    authors = served_by(library.Author, backend)

    async def dying() -> None:
        async with run.transaction(backend):
            await run(authors.create, name="Ann")
            sessions.kill(await sessions.current(backend))

    with pytest.raises(CommitOutcomeUnknown):
        await dying()
    assert await run(authors.count) == 0


async def test_one_that_died_in_a_stream(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions
) -> None:
    backend = backends(pool_size=1)
    authors = served_by(library.Author, backend)
    await run(authors.insert_many, [{"name": "x" * 200} for _ in range(3000)])
    session = await sessions.of(backend)
    seen = 0
    try:
        async for _ in run.each(authors.query().iterate, 10):
            seen += 1
            if seen == 5:
                sessions.kill(session)
    except ConnectionLost:
        assert seen < 3000
    else:
        assert seen == 3000
    assert await run(library.Author.count) == 3000


async def test_the_server_has_no_transaction_open_once_a_block_has_ended(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions
) -> None:
    backend = backends(pool_size=1)
    authors = served_by(library.Author, backend)
    async with run.transaction(backend):
        session = await sessions.current(backend)
        await run(authors.create, name="Ann")
        assert sessions.in_transaction(session)
    assert not sessions.in_transaction(session)
    with pytest.raises(DatabaseError):
        await run(backend.execute, "SELEC 1")
    assert not sessions.in_transaction(session)
    async for _ in run.each(authors.query().iterate, 1):
        break
    await run.settle()
    await run(authors.count)
    assert not sessions.in_transaction(session)


WRITERS, WRITES = 4, 10


class Storm:
    """Writers in transactions of their own, and someone who ends their sessions at any moment."""

    def __init__(self, run: Runner, authors: Any, sessions: Sessions) -> None:
        self._run = run
        self._authors = authors
        self._sessions = sessions
        self._open: list[Any] = []
        self.ends: dict[str, str] = {}

    async def write(self, writer: int) -> None:
        """Write one row after another, and note how each transaction ended."""
        for name in [f"{writer}-{number}" for number in range(WRITES)]:
            try:
                await self._write_one(name)
                self.ends[name] = "saved"
            except CommitOutcomeUnknown:
                self.ends[name] = "unknown"
            except DatabaseError:
                self.ends[name] = "lost"

    async def _write_one(self, name: str) -> None:
        backend = self._authors.backend()
        async with self._run.transaction(backend):
            session = await self._sessions.current(backend)
            self._open.append(session)
            await self._run(self._authors.create, name=name)
            if name.endswith("5"):  # some die for certain, however slow the other killer is
                self._sessions.kill(session)

    async def kill(self) -> None:
        """End every other session, until all is written."""
        while len(self.ends) < WRITERS * WRITES:
            await self._run.until(lambda: len(self._open) > 1 or len(self.ends) == WRITERS * WRITES)
            for session in self._open[::2]:
                with suppress(DatabaseError):  # it has ended by itself
                    self._sessions.kill(session)
            self._open.clear()

    def ended(self, how: str) -> set[str]:
        """Return the names whose transaction ended in a way."""
        return {name for name, end in self.ends.items() if end == how}


async def test_a_storm_of_dying_sessions_runs_no_write_twice_and_loses_none(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions, target: Target
) -> None:
    if not target.kills_running:
        pytest.skip(f"{target.name} has no sessions that can be ended while they work")
    storm = Storm(run, served_by(library.Author, backends(pool_size=WRITERS)), sessions)
    await run.together(storm.kill(), *map(storm.write, range(WRITERS)))
    rows = Counter(await run(library.Author.query().pluck, "name"))
    assert set(rows.values()) <= {1}
    assert storm.ended("saved") <= rows.keys() <= storm.ended("saved") | storm.ended("unknown")
    assert len(storm.ends) == WRITERS * WRITES
