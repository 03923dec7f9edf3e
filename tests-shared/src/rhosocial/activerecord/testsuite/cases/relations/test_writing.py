"""Records are written through their relations, and what depends on a record goes with it."""

from __future__ import annotations

from typing import Annotated

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Column,
    ForeignKeyViolation,
    HasMany,
    HasOne,
    RecordNotSaved,
    belongs_to,
    has_many,
    has_one,
)
from rhosocial.activerecord.testsuite import Library, Runner, Tables, where


async def test_create_through_a_collection_sets_the_key(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    await run(author.load, "books")
    book = await run(author.books.create, title="A1")
    assert book.author_id == author.id
    assert [found.title for found in author.books] == ["A1"]
    assert await run(library.Book.where(author_id=author.id).count) == 1


async def test_a_collection_is_asked_in_the_database(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    await run(author.load, "books")
    assert await run(author.books.exists) is False
    await run(library.Book.create, author_id=author.id, title="A1")
    assert await run(author.books.count) == 1
    assert await run(author.books.where(title="A1").exists) is True


async def test_assigning_a_parent_sets_the_key(run: Runner, library: Library) -> None:
    ann, ben = await run(library.Author.create, name="Ann"), await run(library.Author.create, name="Ben")
    book = await run(library.Book.create, author=ann, title="A1")
    book.author = ben
    await run(book.save)
    assert (await run(library.Book.find, book.id)).author_id == ben.id


async def test_deleting_a_record_deletes_what_depends_on_it(run: Runner, library: Library) -> None:
    ann, ben = await run(library.Author.create, name="Ann"), await run(library.Author.create, name="Ben")
    for author in (ann, ben):
        await run(library.Book.create, author_id=author.id, title="B")
    await run(ann.delete)
    assert await run(library.Book.pluck, "author_id") == [ben.id]


@where("foreign_keys")
async def test_a_delete_that_a_dependent_stops_undoes_all_of_it(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    book = await run(library.Book.create, author_id=author.id, title="A1")
    await run(library.Review.create, book_id=book.id, stars=5)
    with pytest.raises(ForeignKeyViolation):
        await run(author.delete)  # deletes the books in one statement, which their reviews forbid
    assert author.is_persisted
    assert await run(library.Author.count) == await run(library.Book.count) == 1


@pytest.mark.parametrize(("dependent", "left"), [("delete", 0), ("destroy", 0), ("nullify", 1)])
async def test_what_happens_to_dependents(run: Runner, tables: Tables, dependent: str, left: int) -> None:
    class Team(ActiveRecord):
        players: HasMany[Player] = has_many(dependent=dependent)

    class Player(ActiveRecord):
        team_id: int | None = None
        team: BelongsTo[Team | None] = belongs_to()

    await tables.create(Team, Player)
    team = await run(Team.create)
    await run(Player.create, team_id=team.id)
    await run(team.delete)
    assert await run(Player.count) == left
    assert await run(Player.where(team_id=None).count) == left


async def test_restrict_keeps_the_record(run: Runner, tables: Tables) -> None:
    class Team(ActiveRecord):
        players: HasMany[Player] = has_many(dependent="restrict")

    class Player(ActiveRecord):
        team_id: int
        team: BelongsTo[Team] = belongs_to()

    await tables.create(Team, Player)
    team = await run(Team.create)
    player = await run(Player.create, team_id=team.id)
    with pytest.raises(RecordNotSaved):
        await run(team.delete)
    await run(player.delete)
    assert await run(team.delete) is True


async def test_has_one_is_a_record_or_none(run: Runner, tables: Tables) -> None:
    class Person(ActiveRecord):
        passport: HasOne[Passport] = has_one()

    class Passport(ActiveRecord):
        person_id: Annotated[int, Column(unique=True)]
        number: str
        person: BelongsTo[Person] = belongs_to()

    await tables.create(Person, Passport)
    ann, ben = await run(Person.create), await run(Person.create)
    await run(Passport.create, person_id=ann.id, number="X1")
    people = await run(Person.order_by("id").preload("passport").all)
    assert [person.passport and person.passport.number for person in people] == ["X1", None]
    assert people == [ann, ben]
