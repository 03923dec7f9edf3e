"""Row locks under contention: who may not wait is told, who may skip goes on, who shares does."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, LockTimeout, QueryError
from rhosocial.activerecord.testsuite import MakeBackend, Runner, Signal, Tables, requires, served_by, statements

pytestmark = requires("for_update", "skip_locked")


@pytest.fixture
def jobs(run: Runner, tables: Tables) -> Any:
    """Twelve jobs that nobody has taken."""

    class Job(ActiveRecord):
        taken_by: int | None = None

    run.drive(tables.create(Job))
    run.drive(run(Job.insert_many, [{"id": number} for number in range(1, 13)]))
    return Job


async def _held(run: Runner, query: Any, held: Signal, done: Signal) -> None:
    """Hold the rows of a query until told to let go."""
    try:
        async with run.transaction():
            await run(query.all)
            held.set()
            await done.wait()
    finally:
        held.set()


async def _refused(run: Runner, query: Any, held: Signal, done: Signal) -> bool:
    """Tell whether a query is refused while another holds its rows."""
    await held.wait()
    try:
        async with run.transaction():
            await run(query.all)
    except LockTimeout:
        return True
    finally:
        done.set()
    return False


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("for_update", "for_update", True),
        ("for_update", "for_share", True),
        ("for_share", "for_update", True),
        ("for_share", "for_share", False),
    ],
)
async def test_who_may_not_wait_is_told(run: Runner, jobs: Any, first: str, second: str, refused: bool) -> None:
    row = jobs.where(id=1)
    held, done = run.signal(), run.signal()
    outcomes = await run.together(
        _held(run, getattr(row, first)(), held, done), _refused(run, getattr(row, second)(nowait=True), held, done)
    )
    assert outcomes == [None, refused]


async def test_other_rows_are_free(run: Runner, jobs: Any) -> None:
    held, done = run.signal(), run.signal()
    holder = _held(run, jobs.where(id=1).for_update(), held, done)
    outcomes = await run.together(holder, _refused(run, jobs.where(id=2).for_update(nowait=True), held, done))
    assert outcomes == [None, False]


async def test_workers_share_a_queue_and_none_waits(run: Runner, jobs: Any) -> None:
    async def worker(number: int) -> int:
        taken = 0
        while True:
            async with run.transaction():
                free = jobs.where(taken_by=None).order_by("id").limit(1).for_update(skip_locked=True)
                job = await run(free.first)
                if job is None:
                    return taken
                await run(job.update, taken_by=number)
                taken += 1

    outcomes = await run.together(*[worker(number) for number in range(4)])
    assert sum(number for number in outcomes if isinstance(number, int)) == 12
    assert await run(jobs.where(taken_by=None).count) == 0


async def test_a_write_waits_no_longer_than_the_lock(run: Runner, jobs: Any, backends: MakeBackend) -> None:
    others = served_by(jobs, backends())
    async with run.transaction():
        await run(jobs.where(id=3).for_update().one)
        free = others.query().for_update(skip_locked=True).order_by("id")
        async with run.transaction(others.backend()):
            assert await run(free.ids) == [1, 2, *range(4, 13)]
    async with run.transaction(others.backend()):
        assert len(await run(free.ids)) == 12


async def test_contradictions_are_refused_unsent(run: Runner, jobs: Any) -> None:
    with statements() as sent, pytest.raises(QueryError, match="exclude each other"):
        await run(jobs.query().for_update(nowait=True, skip_locked=True).all)
    assert sent.sql == []
    await run(jobs.where(id=1).for_update().all)
