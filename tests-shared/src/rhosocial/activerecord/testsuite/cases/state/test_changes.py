"""What a record knows of its changes: assigned, made in place, saved, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from rhosocial.activerecord import ActiveRecord, FieldNotFound, ValidationError
from rhosocial.activerecord.testsuite import Library, Runner, Tables


class Address(BaseModel):
    """A nested model."""

    city: str
    lines: list[str] = []


@pytest.fixture
def person(run: Runner, tables: Tables) -> Any:
    class Person(ActiveRecord):
        name: str
        age: int | None = None
        tags: list[str] = []
        groups: set[str] = set()
        settings: dict[str, Any] = {}
        address: Address | None = None

    run.drive(tables.create(Person))
    return Person


async def test_a_change_is_known_until_it_is_saved(run: Runner, person: Any) -> None:
    ann = await run(person.create, name="Ann", age=30)
    assert (ann.changed, ann.changes, ann.was("name")) == (False, {}, "Ann")
    ann.name, ann.age = "Anne", None
    assert ann.changes == {"name": ("Ann", "Anne"), "age": (30, None)}
    assert (ann.was("name"), ann.was("age")) == ("Ann", 30)
    await run(ann.save)
    assert (ann.changed, ann.was("name"), ann.was("age")) == (False, "Anne", None)
    assert ann.saved_changes == {"name": ("Ann", "Anne"), "age": (30, None)}


async def test_what_is_assigned_back_is_no_change(run: Runner, person: Any) -> None:
    ann = await run(person.create, name="Ann")
    ann.name = "Anne"
    ann.name = "Ann"
    assert not ann.changed
    assert await run(ann.save) is False


async def test_what_the_last_save_changed(run: Runner, person: Any) -> None:
    ann = person(name="Ann", age=30)
    assert ann.saved_changes == {}
    await run(ann.save)
    assert {name: ann.saved_changes[name] for name in ("id", "name", "age")} == {
        "id": (None, ann.id),
        "name": (None, "Ann"),
        "age": (None, 30),
    }
    ann.name = "Anne"
    assert ann.saved_changes["name"] == (None, "Ann")
    await run(ann.save)
    assert ann.saved_changes == {"name": ("Ann", "Anne")}
    await run(ann.save)
    assert ann.saved_changes == {}
    assert (await run(person.find, ann.id)).saved_changes == {}


@pytest.mark.parametrize("loaded", [False, True], ids=["created", "loaded"])
async def test_changes_in_place_count(run: Runner, person: Any, loaded: bool) -> None:
    values = {
        "name": "Ann",
        "tags": ["a"],
        "groups": {"x"},
        "settings": {"deep": {"n": 1}},
        "address": {"city": "Oslo"},
    }
    ann = await run(person.create, **values)
    if loaded:
        ann = await run(person.find, ann.id)
    assert not ann.changed
    ann.tags.append("b")
    ann.groups.add("y")
    ann.settings["deep"]["n"] = 2
    ann.address.lines.append("Street 1")
    assert ann.changes == {
        "tags": (["a"], ["a", "b"]),
        "groups": ({"x"}, {"x", "y"}),
        "settings": ({"deep": {"n": 1}}, {"deep": {"n": 2}}),
        "address": (Address(city="Oslo"), Address(city="Oslo", lines=["Street 1"])),
    }
    assert await run(ann.save) is True
    assert not ann.changed
    found = await run(person.find, ann.id)
    assert (found.tags, found.groups) == (["a", "b"], {"x", "y"})
    assert (found.settings, found.address) == (ann.settings, ann.address)


async def test_changes_are_taken_back(run: Runner, person: Any) -> None:
    ann = await run(person.create, name="Ann", tags=["a"], address={"city": "Oslo"})
    ann.name = "Anne"
    ann.tags.append("b")
    ann.address.city = "Bergen"
    ann.restore_attributes()
    assert (ann.name, ann.tags, ann.address, ann.changed) == ("Ann", ["a"], Address(city="Oslo"), False)
    ann.tags.append("c")
    assert ann.changes == {"tags": (["a"], ["a", "c"])}


async def test_a_new_record_has_nothing_to_go_back_to(run: Runner, person: Any) -> None:
    ann = person(name="Ann")
    ann.restore_attributes()
    assert (ann.name, ann.was("name")) == ("Ann", None)
    assert ann.changes["name"] == (None, "Ann")


async def test_a_name_that_is_no_field_is_refused(run: Runner, person: Any) -> None:
    ann = await run(person.create, name="Ann")
    with pytest.raises(FieldNotFound):
        ann.was("nam")


async def test_a_part_saves_only_what_it_knows(run: Runner, person: Any) -> None:
    ann = await run(person.create, name="Ann", age=30, tags=["a"])
    part = await run(person.select("name").first)
    with pytest.raises(FieldNotFound, match="not loaded"):
        part.age  # noqa: B018
    with pytest.raises(FieldNotFound, match="not loaded"):
        part.was("age")
    await run(ann.update, age=31)
    assert await run(part.save) is False
    part.name = "Anne"
    assert part.changes == {"name": ("Ann", "Anne")}
    await run(part.save)
    found = await run(person.find, ann.id)
    assert (found.name, found.age, found.tags) == ("Anne", 31, ["a"])


async def test_a_part_may_be_given_what_it_did_not_know(run: Runner, person: Any) -> None:
    ann = await run(person.create, name="Ann", age=30)
    part = await run(person.select("name").first)
    part.age = 40
    assert part.changes == {"age": (None, 40)}
    assert await run(part.save) is True
    assert (part.changed, part.was("age")) == (False, 40)
    assert (await run(person.find, ann.id)).age == 40
    other = await run(person.select("name").first)
    other.age = 50
    other.restore_attributes()
    assert not other.changed
    with pytest.raises(FieldNotFound):
        other.age  # noqa: B018


async def test_a_part_is_validated_as_far_as_it_goes(run: Runner, tables: Tables) -> None:
    class Strict(ActiveRecord):
        name: str
        needed: int

        def before_validate(self) -> None:
            self.name = self.name.strip()

    await tables.create(Strict)
    await run(Strict.create, name="a", needed=1)
    part = await run(Strict.select("name").one)
    part.name = " b "
    assert await run(part.save) is True
    assert (await run(Strict.query().one)).name == "b"
    vars(part)["name"] = 3
    with pytest.raises((ValidationError, AttributeError)):
        await run(part.save)


async def test_equality_and_hashing_go_by_key(run: Runner, library: Library) -> None:
    ann = await run(library.Author.create, name="Ann")
    same = await run(library.Author.find, ann.id)
    assert (ann == same, hash(ann) == hash(same), len({ann, same})) == (True, True, 1)
    assert ann != library.Author(name="Ann")
    assert library.Author(name="Ann") != library.Author(name="Ann")
