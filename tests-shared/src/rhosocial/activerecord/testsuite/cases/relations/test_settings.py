"""Every setting of has_one and has_many, on each kind of relation that takes it."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Column,
    ConfigurationError,
    HasMany,
    HasOne,
    RecordNotSaved,
    belongs_to,
    has_many,
    has_one,
)
from rhosocial.activerecord.testsuite import Models, Runner, Tables, statements


class Company(Models):
    """Teams with people, their tasks, and the notes on these; people also follow one another."""

    def __init__(self, tables: Tables) -> None:
        follows = tables.name("follows")

        class Team(ActiveRecord):
            name: str
            people: HasMany[Person] = has_many(order_by="name")
            adults: HasMany[Person] = has_many(
                scope=lambda people: people.where(age__gte=18), order_by=("-age", "name")
            )
            eldest: HasOne[Person] = has_one(order_by="-age", scope=lambda people: people.where(age__isnull=False))
            tasks: HasMany[Task] = has_many(through="people", order_by="-weight")
            heavy: HasMany[Task] = has_many(
                through="people", source="tasks", scope=lambda tasks: tasks.where(weight__gt=2), order_by="weight"
            )
            first_tasks: HasMany[Task] = has_many(through="adults", source="tasks", order_by="weight", limit=2)
            few: HasMany[Task] = has_many(
                through="people", source="tasks", scope=lambda tasks: tasks.limit(50), order_by="-weight", limit=1
            )
            notes: HasMany[Note] = has_many(through="tasks", order_by="id")
            top_note: HasOne[Note] = has_one(through="heavy", source="notes", order_by="-id")

        class Person(ActiveRecord):
            name: str
            age: int | None = None
            team_id: int
            boss_id: int | None = None
            team: BelongsTo[Team] = belongs_to()
            boss: BelongsTo[Person | None] = belongs_to(foreign_key="boss_id")
            reports: HasMany[Person] = has_many(foreign_key="boss_id", order_by="name")
            second: HasMany[Person] = has_many(through="reports", source="reports", order_by="name")
            third: HasMany[Person] = has_many(through="second", source="reports", order_by="name")
            grandboss: HasOne[Person] = has_one(through="boss", source="boss")
            tasks: HasMany[Task] = has_many(order_by="id")
            team_tasks: HasMany[Task] = has_many(through="team", source="tasks", order_by="weight")
            followed: HasMany[Person] = has_many(
                through=follows, foreign_key="follower_id", source="followed", order_by="name"
            )
            followers: HasMany[Person] = has_many(
                through=follows, foreign_key="followed_id", source="follower", order_by="-name", limit=2
            )

        class Task(ActiveRecord):
            person_id: int
            weight: int
            person: BelongsTo[Person] = belongs_to()
            notes: HasMany[Note] = has_many()
            team: HasOne[Team] = has_one(through="person")

        class Note(ActiveRecord):
            task_id: int
            text: str
            task: BelongsTo[Task] = belongs_to()
            team: HasOne[Team] = has_one(through="task")

        super().__init__(Team, Person, Task, Note)


@pytest.fixture
def company(run: Runner, tables: Tables) -> Company:
    made = Company(tables)
    run.drive(tables.create(*made.all))
    run.drive(filled(run, made))
    return made


async def filled(run: Runner, company: Company) -> None:
    """Ann (60) leads Ben (30), who leads Cid (17), who leads Dan; Eve is alone in another team."""
    red, blue = [await run(company.Team.create, name=name) for name in ("red", "blue")]
    boss = None
    for name, age in (("Ann", 60), ("Ben", 30), ("Cid", 17), ("Dan", None)):
        boss = await run(company.Person.create, name=name, age=age, team_id=red.id, boss_id=boss and boss.id)
    await run(company.Person.create, name="Eve", age=18, team_id=blue.id)
    ann, ben, cid, _, eve = await run(company.Person.order_by("id").all)
    for weight, person in enumerate((ann, cid, ben, ann, eve), 1):
        await run(company.Task.create, weight=weight, person_id=person.id, notes=[{"text": f"{person.name}{weight}"}])


async def loaded(run: Runner, query: Any, relation: str, attribute: str) -> list[list[Any]]:
    """Return what a relation holds for each record; preloaded, by join, on request and asked for one it is the same."""
    found = [await contents(run, await run(query.preload(relation).all), relation, attribute)]
    joined = await run(query.preload(relation, strategy="join").all)
    found.append(await contents(run, joined, relation, attribute))
    alone = await run(query.all)
    for record in alone:
        await run(record.load, relation)
    found.append(await contents(run, alone, relation, attribute))
    assert found[1:] == found[:-1]
    return found[0]


async def contents(run: Runner, records: list[Any], relation: str, attribute: str) -> list[list[Any]]:
    read = [getattr(record, relation) for record in records]
    held = [[one] if isinstance(one, ActiveRecord) else list(one or ()) for one in read]
    return [[getattr(one, attribute) for one in ones] for ones in held]


async def test_scope_and_order(run: Runner, company: Company) -> None:
    teams = company.Team.order_by("id")
    assert await loaded(run, teams, "people", "name") == [["Ann", "Ben", "Cid", "Dan"], ["Eve"]]
    assert await loaded(run, teams, "adults", "name") == [["Ann", "Ben"], ["Eve"]]
    assert await loaded(run, teams, "eldest", "name") == [["Ann"], ["Eve"]]
    assert await run(company.Team.where(company.Team.adults.any(age__lt=20)).pluck, "name") == ["blue"]


async def test_scope_source_and_order_over_others(run: Runner, company: Company) -> None:
    teams = company.Team.order_by("id")
    assert await loaded(run, teams, "tasks", "weight") == [[4, 3, 2, 1], [5]]
    assert await loaded(run, teams, "heavy", "weight") == [[3, 4], [5]]
    assert await loaded(run, teams, "notes", "text") == [["Ann1", "Cid2", "Ben3", "Ann4"], ["Eve5"]]
    assert await loaded(run, teams, "top_note", "text") == [["Ann4"], ["Eve5"]]
    heavy, team = company.Team.heavy, company.Team
    assert await run(team.where(heavy.any(weight=3)).pluck, "name") == ["red"]
    assert await run(team.where(team.notes.any(text="Eve5")).pluck, "name") == ["blue"]
    assert await run(team.where(top_note__text="Ben3").pluck, "name") == ["red"]
    red = await run(team.find_by, name="red")
    assert await run(red.related("heavy").where(weight__gt=3).pluck, "weight") == [4]


async def test_limit_over_others_is_for_each_parent(run: Runner, company: Company) -> None:
    teams = company.Team.order_by("id")
    with statements() as sent:
        found = await run(teams.preload("first_tasks").all)
    assert len(sent.sql) == 2
    assert await contents(run, found, "first_tasks", "weight") == [[1, 3], [5]]
    assert await loaded(run, teams, "first_tasks", "weight") == [[1, 3], [5]]
    cut = await run(teams.preload("few").all)
    assert await contents(run, cut, "few", "weight") == [[4], [5]]
    red = await run(company.Team.find_by, name="red")
    assert await run(red.related("first_tasks").query().pluck, "weight") == [1, 3]
    await run(red.load, "first_tasks")
    assert [task.weight for task in red.first_tasks] == [1, 3]


async def test_one_over_others(run: Runner, company: Company) -> None:
    tasks, notes = company.Task.order_by("weight"), company.Note.order_by("id")
    assert await loaded(run, tasks, "team", "name") == [["red"]] * 4 + [["blue"]]
    assert await loaded(run, notes, "team", "name") == [["red"]] * 4 + [["blue"]]
    assert await run(company.Task.where(team__name="blue").pluck, "weight") == [5]
    assert await run(company.Task.where(company.Task.team.name == "blue").pluck, "weight") == [5]
    task = await run(tasks.preload("team").first)
    with pytest.raises(RecordNotSaved, match=r"Task.team is read over person: change these instead"):
        task.team = company.Team(name="x")


async def test_a_model_that_relates_to_itself_over_itself(run: Runner, company: Company) -> None:
    people = company.Person.order_by("id")
    assert await loaded(run, people, "second", "name") == [["Cid"], ["Dan"], [], [], []]
    assert await loaded(run, people, "third", "name") == [["Dan"], [], [], [], []]
    assert await loaded(run, people, "grandboss", "name") == [[], [], ["Ann"], ["Ben"], []]
    assert await loaded(run, people, "team_tasks", "weight") == [[1, 2, 3, 4]] * 4 + [[5]]
    person = company.Person
    assert await run(person.where(person.third.any(name="Dan")).pluck, "name") == ["Ann"]
    assert await run(person.where(grandboss__name="Ben").pluck, "name") == ["Dan"]
    assert await run(person.where(person.second.none()).order_by("name").pluck, "name") == ["Cid", "Dan", "Eve"]


async def test_a_model_that_relates_to_itself_over_a_bare_table(run: Runner, company: Company) -> None:
    ann, ben, cid, dan, _ = await run(company.Person.order_by("id").all)
    for follower in (ann, ben, cid):
        await run(follower.related("followed").add, dan)
    await run(ann.related("followed").add, ben)
    await run(dan.related("followers").add, ann)
    people = company.Person.order_by("id")
    assert await loaded(run, people, "followed", "name") == [["Ben", "Dan"], ["Dan"], ["Dan"], [], []]
    assert await loaded(run, people, "followers", "name") == [[], ["Ann"], [], ["Cid", "Ben"], []]
    await run(ann.related("followed").remove, ben)
    person = company.Person
    assert await run(person.where(person.followers.any()).pluck, "name") == ["Dan"]
    following = person.where(person.followed.any(name="Dan")).order_by("name")
    assert await run(following.pluck, "name") == ["Ann", "Ben", "Cid"]


async def test_the_first_of_each_with_a_scope_and_a_key_of_several_fields(run: Runner, tables: Tables) -> None:
    class Seat(ActiveRecord):
        row: Annotated[int, Column(primary_key=True)]
        number: Annotated[int, Column(primary_key=True)]
        latest: HasMany[Ticket] = has_many(
            foreign_key=("seat_row", "seat_number"),
            order_by="-day",
            limit=2,
            scope=lambda tickets: tickets.where(day__lt=9),
        )

    class Ticket(ActiveRecord):
        seat_row: int
        seat_number: int
        day: int

    await tables.create(Seat, Ticket)
    await run(Seat.insert_many, [{"row": row, "number": number} for row in (1, 2) for number in (1, 2)])
    days = [(1, 1, 1), (1, 1, 9), (1, 1, 3), (1, 1, 2), (2, 1, 4), (1, 2, 5)]
    await run(Ticket.insert_many, [{"seat_row": row, "seat_number": number, "day": day} for row, number, day in days])
    with statements() as sent:
        seats = await run(Seat.order_by("row", "number").preload("latest").all)
    assert len(sent.sql) == 2
    assert await contents(run, seats, "latest", "day") == [[3, 2], [5], [4], []]


def test_what_does_not_go_together_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"has_one\(through=…\) takes no dependent"):
        has_one(through="books", dependent="delete")
    with pytest.raises(ConfigurationError, match=r"has_many\(through=…\) takes no primary_key"):
        has_many(through="books", primary_key="isbn")


async def test_a_bare_table_whose_sides_have_one_name_says_how_to_name_them(tables: Tables) -> None:
    class Person(ActiveRecord):
        friends: HasMany[Person] = has_many(through=tables.name("friends"))

    tables.adopt(Person)
    with pytest.raises(ConfigurationError, match=r"person_id in .* name them apart: foreign_key=.*source="):
        Person.friends.any()
