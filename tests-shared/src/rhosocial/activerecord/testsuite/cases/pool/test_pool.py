"""The pool keeps its size, its order and its patience, and gives out only clean connections."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rhosocial.activerecord import DatabaseError, FieldNotFound, PoolTimeout, UniqueViolation, ValidationError
from rhosocial.activerecord.backend.base import SQLBackend
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Sessions, Signal, served_by


async def test_an_empty_pool_times_out_and_says_so(run: Runner, library: Library, backends: MakeBackend) -> None:
    backend = backends(pool_size=1, pool_timeout=0.05)
    authors = served_by(library.Author, backend)
    taken, tried = run.signal(), run.signal()

    async def hold() -> None:
        async with run.transaction(backend):
            taken.set()
            await tried.wait()

    async def attempt() -> None:
        await taken.wait()
        try:
            await run(authors.count)
        finally:
            tried.set()

    _, refused = await run.together(hold(), attempt())
    assert isinstance(refused, PoolTimeout)
    assert "1 are in use" in str(refused)
    assert "\n  a transaction, for 0." in str(refused)
    assert await run(authors.count) == 0


async def test_who_waits_is_served_first_come_first_served(
    run: Runner, library: Library, backends: MakeBackend
) -> None:
    backend: SQLBackend = backends(pool_size=1)  # type: ignore[assignment]
    served: list[int] = []

    def waiting(number: int) -> Callable[[], bool]:
        return lambda: backend.pool.waiting == number

    async def hold(everyone_waits: Signal) -> None:
        async with run.transaction(backend):
            queued[0].set()
            await everyone_waits.wait()

    async def wait(number: int) -> None:
        await queued[number].wait()
        async with run.transaction(backend):
            served.append(number)

    async def watch() -> None:
        for number in range(1, 5):
            await queued[0].wait()
            queued[number].set()
            await run.until(waiting(number))
        queued[5].set()

    queued = [run.signal() for _ in range(6)]
    await run.together(hold(queued[5]), *[wait(number) for number in range(1, 5)], watch())
    assert served == [1, 2, 3, 4]


async def test_it_opens_no_more_connections_than_it_may(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions
) -> None:
    backend = backends(pool_size=3)
    seen: set[object] = set()

    async def work() -> None:
        for _ in range(4):
            async with run.transaction(backend):
                seen.add(await sessions.current(backend))

    await run.together(*[work() for _ in range(8)])
    assert 1 <= len(seen) <= 3


async def test_no_failure_keeps_a_connection(run: Runner, library: Library, backends: MakeBackend) -> None:
    backend = backends(pool_size=1, pool_timeout=1)
    authors = served_by(library.Author, backend)
    await run(authors.create, name="Ann", email="a@example.com")
    with pytest.raises(UniqueViolation):
        await run(authors.create, name="Ben", email="a@example.com")
    with pytest.raises(UniqueViolation):
        await run(authors.insert_many, [{"name": "Ben", "email": "a@example.com"}] * 2)
    with pytest.raises(ValidationError):
        await run(authors.create, name=5)
    with pytest.raises(FieldNotFound):
        await run(authors.where(nmae="Ann").all)
    with pytest.raises(DatabaseError):
        await run(backend.execute, "SELEC 1")
    with pytest.raises(DatabaseError):
        await run(backend.execute, "SELECT * FROM {x}", {"x": 1})
    with pytest.raises(ZeroDivisionError):
        await _fail_inside(run, backend)
    assert await run(authors.count) == 1


async def _fail_inside(run: Runner, backend: object) -> None:
    async with run.transaction(backend):  # type: ignore[arg-type]
        raise ZeroDivisionError


async def test_a_transaction_left_open_by_hand_does_not_come_back(
    run: Runner, library: Library, backends: MakeBackend
) -> None:
    backend = backends(pool_size=1)
    authors = served_by(library.Author, backend)
    await run(backend.execute, "BEGIN")
    await run(authors.create, name="Ann")
    assert await run(library.Author.count) == 1


async def test_a_connection_is_replaced_after_its_lifetime(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions
) -> None:
    young, old = backends(pool_size=1, max_lifetime=1e-9), backends(pool_size=1)
    kept = await sessions.of(young)
    assert await sessions.of(young) is not kept
    session = await sessions.of(old)
    assert await sessions.of(old) == session


async def test_a_closed_backend_opens_again(run: Runner, library: Library, backends: MakeBackend) -> None:
    backend = backends()
    authors = served_by(library.Author, backend)
    await run(authors.create, name="Ann")
    await run(backend.close)
    assert await run(authors.count) == 1
