"""A block that ends without an error is committed, whatever failed within; otherwise it raises."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import DatabaseError, UniqueViolation
from rhosocial.activerecord.testsuite import Library, Runner, requires


async def test_a_failure_caught_inside_ends_in_all_or_an_error(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Eve", email="e@example.com")
    try:
        async with run.transaction():
            await run(library.Author.create, name="Ann")
            with pytest.raises(UniqueViolation):
                await run(library.Author.create, name="Ben", email="e@example.com")
        expected = {"Ann", "Eve"}
    except DatabaseError:
        expected = {"Eve"}
    assert set(await run(library.Author.pluck, "name")) == expected


@requires("savepoints")
async def test_an_inner_block_heals_a_failure(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Eve", email="e@example.com")
    async with run.transaction():
        await run(library.Author.create, name="Ann")
        with pytest.raises(UniqueViolation):
            async with run.transaction():
                await run(library.Author.create, name="Ben", email="e@example.com")
        await run(library.Author.create, name="Cem")
    assert await run(library.Author.order_by("name").pluck, "name") == ["Ann", "Cem", "Eve"]


async def test_after_a_failed_block_the_next_one_works(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Eve", email="e@example.com")

    async def failing() -> None:
        async with run.transaction():
            await run(library.Author.create, name="Ann")
            await run(library.Author.create, name="Ben", email="e@example.com")

    for _ in range(3):
        with pytest.raises(UniqueViolation):
            await failing()
    async with run.transaction():
        await run(library.Author.create, name="Cem")
    assert await run(library.Author.order_by("name").pluck, "name") == ["Cem", "Eve"]


async def test_a_record_that_failed_to_be_saved_is_still_new(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Eve", email="e@example.com")
    author = library.Author.build(name="Ben", email="e@example.com")
    with pytest.raises(UniqueViolation):
        await run(author.save)
    assert author.is_new
    author.email = "b@example.com"
    assert await run(author.save) is True
