"""What a transaction sees of others, and what it may do."""

from __future__ import annotations

from contextlib import suppress

import pytest

from rhosocial.activerecord import OperationalError, ReadOnlyError
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Target, requires, served_by
from rhosocial.activerecord.testsuite.features import ISOLATION_LEVELS


@pytest.mark.parametrize("level", [pytest.param(level, marks=requires(level)) for level in ISOLATION_LEVELS])
async def test_a_transaction_begins_at_the_level_asked_for(run: Runner, library: Library, level: str) -> None:
    async with run.transaction(isolation=level):
        await run(library.Author.create, name="Ann")
    assert await run(library.Author.count) == 1


@pytest.mark.parametrize(
    "level", [pytest.param(level, marks=requires(level)) for level in ("repeatable read", "serializable")]
)
async def test_a_transaction_reads_the_same_rows_twice(
    run: Runner, library: Library, target: Target, backends: MakeBackend, level: str
) -> None:
    await run(library.Author.create, name="Ann")
    others = served_by(library.Author, backends(**target.impatient))
    async with run.transaction(isolation=level):
        before = await run(library.Author.pluck, "name")
        with suppress(OperationalError):  # a server may make the other wait instead
            await run(others.where(name="Ann").update, name="Anne")
        after = await run(library.Author.pluck, "name")
    assert before == after == ["Ann"]


async def test_nobody_sees_what_is_not_committed(run: Runner, library: Library, backends: MakeBackend) -> None:
    others = served_by(library.Author, backends())
    async with run.transaction():
        await run(library.Author.create, name="Ann")
        assert await run(others.count) == 0
    assert await run(others.count) == 1


async def test_a_read_only_transaction_refuses_to_write(run: Runner, library: Library) -> None:
    with pytest.raises(ReadOnlyError):
        async with run.transaction(read_only=True):
            await run(library.Author.create, name="Ann")
    assert await run(library.Author.count) == 0


async def test_the_next_transaction_may_write_again(run: Runner, library: Library) -> None:
    async with run.transaction(read_only=True):
        assert await run(library.Author.count) == 0
    async with run.transaction():
        await run(library.Author.create, name="Ann")
    assert await run(library.Author.count) == 1
