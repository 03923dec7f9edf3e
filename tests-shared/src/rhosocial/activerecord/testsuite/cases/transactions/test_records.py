"""A rollback gives records back the state they had before the block."""

from __future__ import annotations

from rhosocial.activerecord import Rollback
from rhosocial.activerecord.testsuite import Library, Runner, requires


async def test_a_created_record_is_new_again(run: Runner, library: Library) -> None:
    author = library.Author.build(name="Ann")
    async with run.transaction():
        await run(author.save)
        assert author.is_persisted
        raise Rollback
    assert author.is_new
    assert author.id is None
    assert await run(author.save) is True
    assert await run(library.Author.pluck, "name") == ["Ann"]


async def test_a_changed_record_is_changed_again(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    async with run.transaction():
        await run(author.update, name="Anne")
        raise Rollback
    assert author.changes == {"name": ("Ann", "Anne")}
    assert await run(author.save) is True
    assert await run(library.Author.pluck, "name") == ["Anne"]


async def test_a_deleted_record_is_there_again(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    async with run.transaction():
        await run(author.delete)
        raise Rollback
    assert author.is_persisted
    assert await run(author.update, name="Anne") is True


@requires("savepoints")
async def test_a_savepoint_restores_what_it_undoes(run: Runner, library: Library) -> None:
    author = library.Author.build(name="Ann")
    async with run.transaction():
        await run(author.save)
        async with run.transaction():
            await run(author.update, name="Anne")
            raise Rollback
        assert author.changes == {"name": ("Ann", "Anne")}
    assert author.is_persisted
    assert await run(library.Author.pluck, "name") == ["Ann"]


@requires("savepoints")
async def test_the_outer_rollback_undoes_what_an_inner_block_saved(run: Runner, library: Library) -> None:
    author = library.Author.build(name="Ann")
    async with run.transaction():
        async with run.transaction():
            await run(author.save)
        raise Rollback
    assert author.is_new


async def test_what_is_to_follow_a_commit_follows_it(run: Runner, library: Library) -> None:
    told: list[str] = []
    async with run.transaction() as block:
        block.after_commit(lambda: told.append("committed"))
        await run(library.Author.create, name="Ann")
        assert told == []
    assert told == ["committed"]


async def test_what_is_to_follow_a_commit_does_not_follow_a_rollback(run: Runner, library: Library) -> None:
    told: list[str] = []
    async with run.transaction() as block:
        block.after_commit(lambda: told.append("committed"))
        raise Rollback
    assert told == []
    assert await run(library.Author.count) == 0
