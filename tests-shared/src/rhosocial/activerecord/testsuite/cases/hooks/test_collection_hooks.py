"""Hooks of has_many are called as records come to belong to its owner and as they leave it."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    ConfigurationError,
    HasMany,
    RecordNotSaved,
    belongs_to,
    has_many,
)
from rhosocial.activerecord.testsuite import Models, Runner, Tables

Calls = list[tuple[str, str, str]]


class Club(Models):
    """A club whose members come and go, which it hears of; nobody called Eve gets in, and Kim must stay."""

    def __init__(self, awaits: bool) -> None:
        heard: Calls = []
        self.heard = heard

        class Group(ActiveRecord):
            name: str
            members: HasMany[Member] = has_many(
                order_by="name",
                before_add=["listen", "check"],
                after_add=self.welcome_later if awaits else self.welcome,
                before_remove="keep",
                after_remove=self.farewell,
            )

            def listen(self, member: Any) -> None:
                heard.append(("before_add", self.name, member.name))

            def check(self, member: Any) -> bool:
                return bool(member.name != "Eve")

            def keep(self, member: Any) -> None:
                if member.name == "Kim":
                    raise ValueError("Kim stays")
                heard.append(("before_remove", self.name, member.name))

        class Member(ActiveRecord):
            name: str
            club_id: int | None = None
            club: BelongsTo[Group | None] = belongs_to(inverse_of="members")

        super().__init__(Group, Member)

    def welcome(self, group: Any, member: Any) -> None:
        self.heard.append(("after_add", group.name, member.name))
        assert member.club_id == group.id
        if member.name == "Zed":
            raise KeyError(member.name)

    async def welcome_later(self, group: Any, member: Any) -> None:
        self.welcome(group, member)

    def farewell(self, group: Any, member: Any) -> None:
        self.heard.append(("after_remove", group.name, member.name))

    def told(self) -> Calls:
        """Return what was heard since the last time."""
        heard = list(self.heard)
        self.heard.clear()
        return heard


@pytest.fixture(params=[False, True], ids=["plain", "coroutine"])
def club(run: Runner, tables: Tables, request: pytest.FixtureRequest) -> Club:
    made = Club(awaits=request.param and run.mode == "async")
    run.drive(tables.create(*made.all))
    return made


def added(*names: str) -> Calls:
    return [(event, "A", name) for name in names for event in ("before_add", "after_add")]


def removed(*names: str) -> Calls:
    return [(event, "A", name) for name in names for event in ("before_remove", "after_remove")]


async def stored(run: Runner, club: Club) -> list[str]:
    names: list[str] = await run(club.Member.where(club__name="A").order_by("name").pluck, "name")
    return names


async def test_adding_and_removing_are_heard(run: Runner, club: Club) -> None:
    group = await run(club.Group.create, name="A", members=[])
    await run(group.members.add, club.Member(name="Ann"), await run(club.Member.create, name="Ben"))
    await run(group.members.create, name="Cid")
    assert club.told() == added("Ann", "Ben", "Cid")
    await run(group.members.remove, group.members[1])
    assert club.told() == removed("Ben")
    await run(group.members.replace, [group.members[0], club.Member(name="Dora")])
    assert club.told() == [*removed("Cid"), *added("Dora")]
    await run(group.members.clear)
    assert club.told() == removed("Ann", "Dora")
    assert await stored(run, club) == []


async def test_what_is_saved_with_its_owner_is_heard_then(run: Runner, club: Club) -> None:
    group = club.Group(name="A", members=[{"name": "Ann"}])
    group.members.build(name="Ben")
    await run(group.members.add, club.Member(name="Cid"))
    assert club.told() == []
    await run(group.save)
    assert club.told() == added("Ann", "Ben", "Cid")
    group.members = [group.members[0], {"name": "Dora"}]
    assert club.told() == []
    await run(group.save)
    assert club.told() == [*removed("Ben", "Cid"), *added("Dora")]


async def test_a_hook_before_prevents_it(run: Runner, club: Club) -> None:
    group = await run(club.Group.create, name="A", members=[{"name": "Ann"}, {"name": "Kim"}])
    with pytest.raises(RecordNotSaved, match=r"check, before_add of Group.members, returned False"):
        await run(group.members.create, name="Eve")
    with pytest.raises(RecordNotSaved):
        await run(club.Group.create, name="B", members=[{"name": "Eve"}])
    with pytest.raises(ValueError, match="Kim stays"):
        await run(group.members.remove, group.members[1])
    assert [member.name for member in group.members] == await stored(run, club) == ["Ann", "Kim"]
    with pytest.raises(RecordNotSaved):
        await run(group.members.add, club.Member(name="Bob"), club.Member(name="Eve"))
    with pytest.raises(ValueError, match="Kim stays"):
        await run(group.related("members").clear)
    assert await stored(run, club) == ["Ann", "Kim"]
    assert await run(club.Member.count) == 2
    assert await run(club.Group.count) == 1


async def test_a_hook_after_undoes_it(run: Runner, club: Club) -> None:
    group = await run(club.Group.create, name="A", members=[])
    with pytest.raises(KeyError):
        await run(group.members.add, club.Member(name="Zed"))
    assert await run(club.Member.count) == 0
    await run(group.load, "members")
    assert [member.name for member in group.members] == []


async def test_a_coroutine_can_not_be_called_in_a_sync_call(run: Runner, tables: Tables) -> None:
    async def later(club: Any, member: Any) -> None:
        raise AssertionError("never called")

    class Group(ActiveRecord):
        members: HasMany[Member] = has_many(before_add=later)

    class Member(ActiveRecord):
        group_id: int

    await tables.create(Group, Member)
    group = await run(Group.create)
    with pytest.raises(AssertionError if run.mode == "async" else ConfigurationError, match=r"never|later is a corout"):
        await run(group.related("members").create)
    assert await run(Member.count) == 0


async def test_what_lies_between_is_heard_too(run: Runner, tables: Tables) -> None:
    heard: list[str] = []
    between = tables.name("worn")

    class Person(ActiveRecord):
        hats: HasMany[Hat] = has_many(
            through=between,
            after_add=lambda person, hat: heard.append(f"+{hat.name}"),
            after_remove=(lambda person, hat: heard.append(f"-{hat.name}"),),
        )

    class Hat(ActiveRecord):
        name: str
        people: HasMany[Person] = has_many(through=between)

    await tables.create(Person, Hat)
    person = await run(Person.create, hats=[{"name": "cap"}])
    await run(person.hats.create, name="top")
    await run(person.hats.clear)
    assert heard == ["+cap", "+top", "-cap", "-top"]


def test_a_hook_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"before_add='chek', .*did you mean 'check'"):

        class Group(ActiveRecord):
            members: HasMany[Any] = has_many(before_add="chek")

            def check(self, member: Any) -> None: ...

    with pytest.raises(ConfigurationError, match=r"after_remove=3, which is no method"):

        class Other(ActiveRecord):
            members: HasMany[Any] = has_many(after_remove=3)  # type: ignore[arg-type]
