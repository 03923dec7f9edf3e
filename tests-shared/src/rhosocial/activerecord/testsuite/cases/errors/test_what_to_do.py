"""Errors of the server's say what to do about them, on every server."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    ForeignKeyViolation,
    HasMany,
    ProgrammingError,
    ValidationError,
    has_many,
)
from rhosocial.activerecord.testsuite import Runner, Tables, where


async def test_a_missing_table(run: Runner, tables: Tables) -> None:
    class Nowhere(ActiveRecord):
        name: str

    tables.adopt(Nowhere)
    for ask in (run(Nowhere.count), run(Nowhere.create, name="a")):
        with pytest.raises(ProgrammingError, match=r"Model\.create_table\(\) makes it; if it is made, look at the dat"):
            await ask


@where("foreign_keys")
async def test_a_record_in_use_over_a_bare_table(run: Runner, tables: Tables) -> None:
    between, cleared = tables.name("between"), tables.name("cleared")

    class Tag(ActiveRecord):
        name: str

    class Ticket(ActiveRecord):
        title: str
        tags: HasMany[Tag] = has_many(through=between)
        marks: HasMany[Tag] = has_many(through=cleared, dependent="delete")

    await tables.create(Tag, Ticket)
    tag = await run(Tag.create, name="bug")
    ticket = await run(Ticket.create, title="a", tags=[tag], marks=[tag])
    with pytest.raises(
        ForeignKeyViolation, match=rf"is in use: rows of .*'{between}'.*Ticket\.tags.*dependent="
    ) as caught:
        await run(ticket.delete)
    assert isinstance(caught.value, ValidationError)
    await run(ticket.load, "tags")
    await run(ticket.tags.clear)
    assert await run(ticket.delete)
    assert await run(Tag.count) == 1
