"""A dict from a request reaches every door that takes names: it harms no row, and no private field hears of it."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import ValidationError as PydanticError

from rhosocial.activerecord import (
    ActiveRecord,
    ActiveRecordError,
    BelongsTo,
    Column,
    FieldNotFound,
    HasMany,
    Rollback,
    ValidationError,
    belongs_to,
    has_many,
)
from rhosocial.activerecord.testsuite import Runner, Tables

REFUSALS = (ActiveRecordError, PydanticError, TypeError)

UNKNOWN: list[str] = [
    "_connector", "_negated", "__class__", "__dict__", "__init__", "__pydantic_fields_set__", "__record_state__",
    "_state", "$or", "$where", "name__$ne", "pk", "pk__gt", "or", "self", "cls", "only", "hard", "query", "save",
    "is_persisted", "model_config", "nmae", "team__nope", "__", "name__", "__name", "name__eq__eq", "-name", "name; --",
]  # fmt: skip
"""Names that are none of the model's."""
PRIVATE: dict[str, Any] = {
    "role": "admin", "role__startswith": "u", "role__ne": "x", "role__in": ["user"], "team__secret": "s",
    "team__secret__startswith": "s", "team__members__role": "user", "team": {"name": "t", "secret": "known"},
    "team__in": [{"secret": "known"}],
}  # fmt: skip
"""Ways to a private field."""
VALUES: dict[str, Any] = {
    "name": {"$ne": None}, "note": ["a", "b"], "note__in": {"$gt": ""}, "id": {"$ne": 0}, "id__in": "1",
    "name__contains": {"a": 1}, "team_id": {"id": 1}, "team__name": {"$ne": None}, "name__isnull": "false",
}  # fmt: skip
"""Operators as values, where a plain value belongs."""
RELATED: list[dict[str, Any]] = [
    {"team": {"name": "evil"}}, {"team": {"id": 1, "name": "evil"}}, {"team": [{"name": "evil"}]}, {"team": 1},
    {"entries": [{"text": "x", "account": {"name": "evil"}}]}, {"entries": [{"text": "x", "nope": 1}]},
    {"entries": "all"}, {"entries": [None]}, {"team__members": []},
]  # fmt: skip
"""Ways to make records elsewhere."""
REFUSED: list[dict[str, Any]] = [
    *({name: 1} for name in UNKNOWN),
    *({name: value} for name, value in {**PRIVATE, **VALUES}.items()),
    {"name": "x", "defaults": {"role": "admin"}, "role": "admin"},
    *RELATED,
]
REPLACING: list[dict[str, Any]] = [
    {"entries": []}, {"entries": None}, {"entries": {}}, {"entries": [{}]}, {"entries": [{"text": "x"}]},
    {"entries": [{"id": 1, "text": "stolen"}]}, {"entries": ()}, {"team": None}, {"entries_count": 9},
]  # fmt: skip
"""Ways to move or delete what a record has: what a new one may well be given, but for its counter."""


@pytest.fixture
def account(run: Runner, tables: Tables) -> Any:
    class Team(ActiveRecord):
        name: str
        secret: Annotated[str, Column(private=True)] = "hidden"
        members: HasMany[Account] = has_many(inverse_of="team", dependent="destroy")

    class Account(ActiveRecord):
        name: Annotated[str, Column(unique=True, length=20)]
        note: str | None = None
        meta: dict[str, Any] = {}
        team_id: int | None = None
        role: Annotated[str, Column(private=True)] = "user"
        entries_count: int = 0
        team: BelongsTo[Team] = belongs_to(inverse_of="members")
        entries: HasMany[Entry] = has_many(inverse_of="account", dependent="destroy")

    class Entry(ActiveRecord):
        account_id: int
        text: str
        account: BelongsTo[Account] = belongs_to(inverse_of="entries", counter_cache=True)

    run.drive(tables.create(Team, Account, Entry))
    team = run.drive(run(Team.create, name="a"))
    mine, _ = run.drive(run(Account.insert_many, [{"name": "mine", "team_id": team.id}, {"name": "theirs"}]))
    run.drive(run(Entry.create, account_id=mine.id, text="kept"))
    return Account


async def _rows(run: Runner, account: Any) -> list[Any]:
    team = account.__relations__["team"].target
    entry = account.__relations__["entries"].target
    columns = (account.id, account.name, account.c.role, account.team_id, account.entries_count)
    return [
        await run(account.order_by("id").pluck, *columns),
        await run(team.order_by("id").pluck, team.id, team.name, team.c.secret),
        await run(entry.order_by("id").pluck, entry.id, entry.text, entry.account_id),
    ]


async def _mine(run: Runner, account: Any) -> Any:
    return await run(account.where(name="mine").one)


async def _saved(run: Runner, account: Any, given: dict[str, Any]) -> None:
    made = account.build(**{"name": "new", **given})
    await run(made.save)


async def _assigned(run: Runner, account: Any, given: dict[str, Any]) -> None:
    mine = await _mine(run, account)
    mine.assign(given)
    await run(mine.save)


async def _updated(run: Runner, account: Any, given: dict[str, Any]) -> None:
    await run((await _mine(run, account)).update, **given)


async def _nested(run: Runner, account: Any, given: dict[str, Any]) -> None:
    team = account.__relations__["team"].target
    await run(team.create, name="new", members=[{"name": "new", **given}])


WRITES: dict[str, Any] = {
    "build": _saved,
    "create": lambda run, account, d: run(account.create, **{"name": "new", **d}),
    "get_or_create": lambda run, account, d: run(account.get_or_create, **d),
    "get_or_create defaults": lambda run, account, d: run(account.get_or_create, name="new", defaults=d),
    "update_or_create": lambda run, account, d: run(account.update_or_create, name="mine", defaults=d),
    "insert_many": lambda run, account, d: run(account.insert_many, [{"name": "new", **d}]),
    "upsert_many": lambda run, account, d: run(account.upsert_many, [{"name": "mine", **d}], on="name"),
    "assign": _assigned,
    "update": _updated,
    "update of a query": lambda run, account, d: run(account.where(name="mine").update, **d),
    "nested": _nested,
}
READS: dict[str, Any] = {
    "where": lambda run, account, d: run(account.where(**d).all),
    "where_not": lambda run, account, d: run(account.where_not(**d).all),
    "find_by": lambda run, account, d: run(account.find_by, **d),
    "where, update": lambda run, account, d: run(account.where(**d).update, note="x"),
    "where, delete": lambda run, account, d: run(account.where(**d).delete),
}


@pytest.mark.parametrize("door", [*WRITES, *READS])
async def test_what_is_no_public_name_or_plain_value_is_refused(run: Runner, account: Any, door: str) -> None:
    before = await _rows(run, account)
    for payload in REFUSED:
        with pytest.raises(REFUSALS):
            await {**WRITES, **READS}[door](run, account, payload)
        assert await _rows(run, account) == before, payload


@pytest.mark.parametrize("door", [door for door in WRITES if door not in ("get_or_create", "update of a query")])
async def test_a_wrong_name_is_an_error_of_both_kinds(run: Runner, account: Any, door: str) -> None:
    places = {"insert_many": (0,), "upsert_many": (0,), "nested": ("members", 0)}
    for name, message in (("nmae", "no field 'nmae'; did you mean 'name'"), ("role", "role is private")):
        with pytest.raises(ValidationError, match=message) as caught:
            await WRITES[door](run, account, {name: "x"})
        assert isinstance(caught.value, FieldNotFound)
        assert [detail["loc"] for detail in caught.value.errors()] == [(*places.get(door, ()), name)]


@pytest.mark.parametrize("door", ["assign", "update", "update_or_create"])
async def test_plain_data_changes_no_relation_and_no_counter(run: Runner, account: Any, door: str) -> None:
    before = await _rows(run, account)
    for payload in REPLACING:
        with pytest.raises(FieldNotFound) as caught:
            await WRITES[door](run, account, {"note": "x", **payload})
        assert isinstance(caught.value, ValidationError)
        assert [detail["loc"] for detail in caught.value.errors()] == [tuple(payload)]
        assert await _rows(run, account) == before, payload


@pytest.mark.parametrize("door", ["build", "create", "get_or_create defaults", "insert_many", "upsert_many", "nested"])
async def test_a_new_record_comes_with_no_counter(run: Runner, account: Any, door: str) -> None:
    before = await _rows(run, account)
    with pytest.raises(ValidationError, match=r"entries_count is counted by Entry.account"):
        await WRITES[door](run, account, {"entries_count": 9})
    assert await _rows(run, account) == before


async def test_children_come_with_a_new_record_and_records_with_any(run: Runner, account: Any) -> None:
    entry, team = (account.__relations__[name].target for name in ("entries", "team"))
    made = await run(account.create, name="new", entries=[{"text": "a"}], team=None, entries_count=0)
    assert [found.text for found in made.entries] == ["a"]
    await run(made.update, entries=[*made.entries, entry.build(text="b", account=made)], team=team(name="t"))
    made.assign({"entries": [made.entries[1]]})
    await run(made.save)
    found = await run(account.query().preload("entries", "team").find, made.id)
    assert ([entry.text for entry in found.entries], found.team.name) == (["b"], "t")


@pytest.mark.parametrize("verb", ["order_by", "select", "group_by", "only"])
async def test_a_private_field_is_no_order_and_no_column_by_name(account: Any, verb: str) -> None:
    with pytest.raises(FieldNotFound, match="role is private"):
        getattr(account.query(), verb)("role")


@pytest.mark.parametrize("verb", ["pluck", "values", "max"])
async def test_a_private_field_is_no_result_by_name(run: Runner, account: Any, verb: str) -> None:
    with pytest.raises(FieldNotFound, match="role is private"):
        await run(getattr(account.query(), verb), "role")


async def test_code_reaches_a_private_field(run: Runner, account: Any) -> None:
    mine = await _mine(run, account)
    mine.role = "admin"
    await run(mine.save)
    assert await run(account.where(account.c.role == "admin").order_by(account.c.role).pluck, "name") == ["mine"]
    mine.assign({"role": "user"}, only={"role"})
    assert await run(mine.save) is True
    assert await run(account.where(name="mine").update, {account.c.role: "boss"}) == 1
    assert (await _mine(run, account)).role == "boss"
    await run(account(name="new", role="admin").save)
    assert await run(account.where(account.c.role == "admin").pluck, "name") == ["new"]


async def test_another_key_and_a_relation_are_named_to_be_assigned(run: Runner, account: Any) -> None:
    mine = await _mine(run, account)
    mine.assign({"id": mine.id, "note": "kept"})
    assert mine.note == "kept"
    for given in ({"id": 99}, {"team": {"name": "other"}}, {"team": None}):
        with pytest.raises(FieldNotFound, match="only where it is named"):
            mine.assign(given)
    with pytest.raises(FieldNotFound, match="is the key"):
        await run(mine.update, id=99)
    with pytest.raises(FieldNotFound, match="is the key"):
        await run(account.where(name="mine").update, id=99)
    await run(mine.related("entries").clear)
    mine.assign({"id": 99}, only={"id"})
    await run(mine.save)
    assert await run(account.where(name="mine").ids) == [99]


async def test_operators_inside_json_are_data(run: Runner, account: Any) -> None:
    payload = {"$ne": None, "__class__": "x", "name__ne": ["'; --"]}
    mine = await _mine(run, account)
    await run(mine.update, meta=payload)
    assert (await _mine(run, account)).meta == payload
    async with run.transaction():
        assert [found.name for found in await run(account.query().all) if found.meta == payload] == ["mine"]
        raise Rollback
