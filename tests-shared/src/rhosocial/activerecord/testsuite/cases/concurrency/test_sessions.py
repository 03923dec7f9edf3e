"""A session that dies is noticed: no error is hidden, nothing is half saved, and the next call has a new one."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import CommitOutcomeUnknown, ConnectionLost, DatabaseError
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Sessions, served_by


async def test_one_that_died_idle(run: Runner, library: Library, backends: MakeBackend, sessions: Sessions) -> None:
    backend = backends(pool_size=1)
    authors = served_by(library.Author, backend)
    sessions.kill(await sessions.of(backend))
    try:
        await run(authors.count)
    except ConnectionLost:
        assert await run(authors.count) == 0
    await run(authors.create, name="Ann")
    assert await run(library.Author.count) == 1


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
