"""get_or_create where rows of others come and go in between."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Annotated, ClassVar

import pytest

from rhosocial.activerecord import ActiveRecord, Column, UniqueViolation
from rhosocial.activerecord.testsuite import Runner, Tables, where

Work = Callable[[], object]


def elsewhere(work: Work) -> None:
    """Do something in a transaction of its own."""
    thread = Thread(target=work)
    thread.start()
    thread.join()


class Contested(ActiveRecord):
    """Others act just before a row is inserted, and when that has failed."""

    __abstract__ = True
    text: Annotated[str, Column(unique=True, length=20)]
    code: Annotated[str, Column(unique=True, length=20)] = "-"
    comes: ClassVar[list[Work]] = []
    goes: ClassVar[list[Work]] = []

    def before_create(self) -> None:
        while self.comes:
            elsewhere(self.comes.pop())

    def after_rollback(self) -> None:
        while self.goes:
            elsewhere(self.goes.pop())


@where("for_update", "savepoints")  # elsewhere a write waits for the transaction that is about to insert
async def test_a_row_that_was_in_the_way_and_is_gone_does_not_stop_it(run: Runner, tables: Tables) -> None:
    class Word(Contested):
        comes: ClassVar[list[Work]] = [lambda: Word.insert_many([{"text": "a", "code": "theirs"}])]
        goes: ClassVar[list[Work]] = [lambda: Word.where(text="a").delete()]

    await tables.create(Word)
    word, created = await run(Word.get_or_create, text="a", defaults={"code": "ours"})
    assert (created, word.code, Word.comes, Word.goes) == (True, "ours", [], [])
    assert await run(Word.query().pluck, "code") == ["ours"]


@where("for_update", "savepoints")
async def test_a_row_that_stays_is_found(run: Runner, tables: Tables) -> None:
    class Word(Contested):
        comes: ClassVar[list[Work]] = [lambda: Word.insert_many([{"text": "a", "code": "theirs"}])]

    await tables.create(Word)
    word, created = await run(Word.get_or_create, text="a", defaults={"code": "ours"})
    assert (created, word.code, Word.comes) == (False, "theirs", [])


async def test_what_is_taken_beside_the_values_looked_for_is_told(run: Runner, tables: Tables) -> None:
    class Word(Contested):
        tried: ClassVar[list[str]] = []

        def after_rollback(self) -> None:
            self.tried.append(self.text)

    await tables.create(Word)
    await run(Word.create, text="a", code="taken")
    with pytest.raises(UniqueViolation) as caught:
        await run(Word.get_or_create, text="b", defaults={"code": "taken"})
    assert [detail["loc"] for detail in caught.value.errors()] == [("code",)]
    assert Word.tried == ["b"]
