"""Records are written, changed and deleted one by one."""

from __future__ import annotations

from rhosocial.activerecord.testsuite import Library, Runner


async def test_a_created_record_has_its_key(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    assert author.is_persisted
    assert (await run(library.Author.find, author.id)).name == "Ann"
