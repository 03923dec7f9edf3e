"""A storm: everybody asks for what is theirs, statements and sessions end at any moment, and nobody gets another's."""

from __future__ import annotations

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from rhosocial.activerecord import DatabaseError, PoolTimeout
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Sessions, Target, served_by
from rhosocial.activerecord.testsuite.cancelling import Cancelled, cancelled_at

ASKERS, QUESTIONS, CONNECTIONS = 6, 12, 4
ROWS = 40
LAST = ROWS - 8
"""No tag is larger, so that each has rows enough after it."""


class Storm:
    """Askers whose every question holds a tag that the answer must hold, too, and what happens to them meanwhile."""

    def __init__(self, run: Runner, authors: Any, sessions: Sessions, kills: bool) -> None:
        self._run = run
        self._authors = authors
        self._backend = authors.backend()
        self._sessions = sessions
        self._kills = kills
        self._open: list[Any] = []
        self._asking = ASKERS
        self.answers = 0
        self.failures: list[DatabaseError] = []
        self.cancelled = 0

    async def one(self, tag: int) -> bool:
        """Ask for one row."""
        return [author.born for author in await self._run(self._authors.where(born=tag).all)] == [tag]

    async def some(self, tag: int) -> bool:
        """Ask for a few rows."""
        query = self._authors.where(born__gte=tag).order_by("born").limit(1 + tag % 7)
        return bool(await self._run(query.pluck, "born") == list(range(tag, tag + 1 + tag % 7)))

    async def streamed(self, tag: int) -> bool:
        """Read a part of a stream."""
        seen: list[int] = []
        async for author in self._run.each(self._authors.where(born__gte=tag).order_by("born").iterate, 3):
            seen.append(author.born)
            if len(seen) == 5:
                break
        return seen == list(range(tag, tag + 5))

    async def slow(self, tag: int) -> bool:
        """Ask for something that takes a while, in a transaction, whose session others may end."""
        table = self._authors.__mapping__.table.name
        sql = f"SELECT a.born AS tag, COUNT(*) AS n FROM {table} a, {table} b, {table} c, {table} d "
        sql += "WHERE a.born = {tag} AND b.id + c.id > d.id - 1000 GROUP BY a.born"
        async with self._run.transaction(self._backend):
            self._open.append(await self._sessions.current(self._backend))
            found = await self._run(self._backend.execute, sql, {"tag": tag})
            rows, row = [tuple(row) for row in found.rows], await self.one(tag)
        return rows == [(tag, ROWS**3)] and row

    async def ask(self, asker: int) -> None:
        """Ask one question after another; async, every third is cancelled at some await."""
        kinds = (self.one, self.slow, self.some, self.slow, self.one, self.streamed, self.some)
        for number in range(QUESTIONS):
            tag = (asker * QUESTIONS + number * 7) % LAST
            asked = kinds[(asker + number) % len(kinds)](tag)
            try:
                assert await self._maybe_cancelled(number, asked), f"the answer to {tag} was another's"
                self.answers += 1
            except DatabaseError as error:
                self.failures.append(error)
            except Cancelled:
                self.cancelled += 1
        self._asking -= 1

    async def _maybe_cancelled(self, number: int, asked: Coroutine[Any, Any, bool]) -> bool:
        if self._run.mode == "async" and number % 3 == 0:
            return await cancelled_at(1 + number % 8, asked)
        return await asked

    async def end(self) -> None:
        """End statements, and every third time a session where the target allows that, until nobody asks any more."""
        number = 0
        while self._asking:
            await self._run.until(lambda: bool(self._open) or not self._asking)
            for session in self._open[::2]:
                number += 1
                end = self._sessions.kill if self._kills and number % 3 == 0 else self._sessions.cancel
                with suppress(DatabaseError):  # it has ended by itself
                    end(session)
            self._open.clear()


async def test_nobody_sees_another_s_rows_in_a_storm(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions, target: Target
) -> None:
    backend: Any = backends(pool_size=CONNECTIONS)
    authors = served_by(library.Author, backend)
    await run(authors.insert_many, [{"name": f"Author {number}", "born": number} for number in range(ROWS)])
    storm = Storm(run, authors, sessions, target.kills_running)
    assert await run.together(storm.end(), *map(storm.ask, range(ASKERS))) == [None] * (ASKERS + 1)
    await run.settle()
    assert not [failure for failure in storm.failures if isinstance(failure, PoolTimeout)]
    assert storm.answers + len(storm.failures) + storm.cancelled == ASKERS * QUESTIONS
    assert storm.answers > ASKERS
    assert storm.failures
    assert backend.pool.in_use == 0
    calm = Storm(run, authors, sessions, kills=False)
    await run.together(*map(calm.ask, range(CONNECTIONS)))
    await run.settle()
    assert not calm.failures
