"""A block is saved whole or not at all; blocks nest."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextvars import copy_context

import pytest

from rhosocial.activerecord import ConfigurationError, Rollback
from rhosocial.activerecord.testsuite import Library, Runner, requires


class Mistake(Exception):
    """Something of the user's own went wrong."""


async def _names(run: Runner, library: Library) -> list[str]:
    return await run(library.Author.order_by("name").pluck, "name")


async def test_a_block_that_ends_well_is_saved(run: Runner, library: Library) -> None:
    async with run.transaction():
        await run(library.Author.create, name="Ann")
        await run(library.Author.create, name="Ben")
        assert await _names(run, library) == ["Ann", "Ben"]
    assert await _names(run, library) == ["Ann", "Ben"]


async def test_an_error_undoes_the_block(run: Runner, library: Library) -> None:
    async def mistaken() -> None:
        async with run.transaction():
            await run(library.Author.create, name="Ann")
            raise Mistake

    with pytest.raises(Mistake):
        await mistaken()
    assert await _names(run, library) == []


async def test_rollback_undoes_the_block_quietly(run: Runner, library: Library) -> None:
    async with run.transaction():
        await run(library.Author.create, name="Ann")
        raise Rollback
    assert await _names(run, library) == []


@requires("savepoints")
async def test_an_inner_block_is_undone_alone(run: Runner, library: Library) -> None:
    async with run.transaction():
        await run(library.Author.create, name="Ann")
        async with run.transaction():
            await run(library.Author.create, name="Ben")
            raise Rollback
        await run(library.Author.create, name="Cem")
    assert await _names(run, library) == ["Ann", "Cem"]


@requires("savepoints")
async def test_an_inner_block_shares_the_fate_of_the_outer(run: Runner, library: Library) -> None:
    async with run.transaction():
        async with run.transaction():
            await run(library.Author.create, name="Ann")
        raise Rollback
    assert await _names(run, library) == []


@requires("savepoints")
async def test_blocks_nest_deep(run: Runner, library: Library) -> None:
    async with run.transaction():
        await run(library.Author.create, name="1")
        async with run.transaction():
            await run(library.Author.create, name="2")
            async with run.transaction():
                await run(library.Author.create, name="3")
                raise Rollback
            async with run.transaction():
                await run(library.Author.create, name="4")
    assert await _names(run, library) == ["1", "2", "4"]


async def test_blocks_follow_one_another_on_the_same_connection(run: Runner, library: Library) -> None:
    for number in range(5):
        async with run.transaction():
            await run(library.Author.create, name=str(number))
            if number % 2:
                raise Rollback
    assert await _names(run, library) == ["0", "2", "4"]


async def test_only_the_outermost_block_chooses_how_it_begins(run: Runner, library: Library) -> None:
    async with run.transaction():
        with pytest.raises(ConfigurationError):
            await _begin_nested(run)
        await run(library.Author.create, name="Ann")
    assert await _names(run, library) == ["Ann"]


async def _begin_nested(run: Runner) -> None:
    async with run.transaction(read_only=True):
        raise AssertionError("a nested block began read-only")


async def test_a_transaction_belongs_to_the_thread_or_task_that_opened_it(run: Runner, library: Library) -> None:
    async def elsewhere() -> int:
        return await run(library.Author.count)

    async with run.transaction():
        with pytest.raises(ConfigurationError):
            await run.together(elsewhere())


async def test_a_block_left_by_another_thread_or_task_is_undone_and_says_so(run: Runner, library: Library) -> None:
    block = run.transaction()

    async def enter() -> None:
        await block.__aenter__()
        await run(library.Author.create, name="Ann")

    async def leave() -> None:
        await block.__aexit__(None, None, None)

    await run.together(enter())
    with pytest.raises(ConfigurationError, match="left elsewhere than it was entered"):
        await run.together(leave())
    assert await _names(run, library) == []


async def test_an_ended_transaction_is_none_to_those_who_inherited_it(run: Runner, library: Library) -> None:
    context = copy_context()

    async def inherit() -> None:
        nonlocal context
        async with run.transaction():
            await run(library.Author.create, name="Ann")
            context = copy_context()

    await inherit()
    assert context.run(lambda: run.backend.transaction) is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_block_in_a_forgotten_generator_is_undone(run: Runner, library: Library) -> None:
    async def request() -> AsyncIterator[None]:
        async with run.transaction():
            await run(library.Author.create, name="Ann")
            yield

    async def begin(asked: list[AsyncIterator[None]]) -> None:
        await anext(asked[0])

    asked = [request()]
    await run.together(begin(asked))
    asked.clear()
    gc.collect()
    await run.settle()
    assert await _names(run, library) == []


async def test_a_block_takes_the_calls_of_the_form_that_began_it(run: Runner, library: Library) -> None:
    async with run.transaction():
        await run(library.Author.create, name="Ann")
        with pytest.raises(ConfigurationError, match="transaction or stream was begun"):
            await run.in_the_other_form(library.Author.count)
        with pytest.raises(ConfigurationError, match="transaction or stream was begun"):
            await run.in_the_other_form(library.Author.create, name="Ben")
        assert await _names(run, library) == ["Ann"]
    assert await _names(run, library) == ["Ann"]
