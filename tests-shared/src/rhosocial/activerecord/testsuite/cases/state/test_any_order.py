"""A record against a plain dict: whatever is done to it in whatever order, both tell the same."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from rhosocial.activerecord import ActiveRecord, RecordNotSaved, Rollback, StaleRecordError
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.testsuite import Runner, Tables, examples

Values = dict[str, Any]
Step = tuple[str, tuple[str, Any]]

WORDS = st.sampled_from(["", "a", "b", "ä\U0001f600"])
CHANGES = st.one_of(
    st.tuples(st.just("name"), WORDS),
    st.tuples(st.just("number"), st.none() | st.integers(-2, 2)),
    st.tuples(st.just("tags"), st.lists(WORDS, max_size=2)),
    st.tuples(st.just("marks"), st.sets(WORDS, max_size=2)),
    st.tuples(st.just("notes"), st.dictionaries(WORDS, st.integers(0, 2), max_size=2)),
    st.tuples(st.sampled_from(["append", "mark", "note", "move"]), WORDS),
)
VERBS = ["change"] * 4 + ["save"] * 4 + ["begin"] * 3 + ["commit", "rollback", "rollback"]
VERBS += ["reload", "delete", "restore", "copy"]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), CHANGES), min_size=10, max_size=30)


class Place(BaseModel):
    """A nested value."""

    city: str = ""


class Standing:
    """What a rollback gives back: whether there is a row, and what the record knows of it.

    Attributes:
        status: new, persisted or deleted.
        row: The row, as the record and the database have it; None while there is none.
    """

    def __init__(self, status: str, row: Values | None) -> None:
        self.status = status
        self.row = row


class Oracle:
    """What a record should be, as plain values."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.now = Standing("new", None)
        self.blocks: list[tuple[Standing, list[Values]]] = []

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Return what is not saved."""
        row = self.now.row
        if row is None:
            return {name: (None, value) for name, value in self.values.items() if value is not None}
        return {name: (row[name], value) for name, value in self.values.items() if row[name] != value}

    def saved(self, key: int) -> None:
        """Take a save over."""
        self.values["id"] = key
        self.now = Standing("persisted", deepcopy(self.values))

    def reloaded(self) -> None:
        """Take the row's values over; a rollback brings those of before back."""
        if self.blocks:
            self.blocks[-1][1].append(deepcopy(self.values))
        self.values = deepcopy(self.now.row or {})

    def begin(self) -> None:
        """Open a block."""
        self.blocks.append((self.now, []))

    def commit(self) -> None:
        """Close a block; what it would have brought back is the outer one's now."""
        _, before = self.blocks.pop()
        if self.blocks:
            self.blocks[-1][1].extend(before)

    def rollback(self) -> None:
        """Undo a block."""
        self.now, before = self.blocks.pop()
        if before:
            self.values = before[0]
        if self.now.status == "new":
            self.values["id"] = None


IN_PLACE: dict[str, Callable[[Values, Any], object]] = {
    "append": lambda values, word: values["tags"].append(word),
    "mark": lambda values, word: values["marks"].add(word),
    "note": lambda values, word: values["notes"].update({word: len(values["notes"])}),
    "move": lambda values, word: setattr(values["place"], "city", word),
}


class Machine:
    """Does the same to a record and to its oracle, and compares them.

    Args:
        run: The case's runner.
        model: The record's model.
        depth: How many blocks may be open at once.
    """

    def __init__(self, run: Runner, model: Any, depth: int) -> None:
        self.run = run
        self.model = model
        self.depth = depth
        self.record = model(name="a")
        self.oracle = Oracle(deepcopy(vars(self.record)))
        self.open: list[Any] = []

    async def do(self, step: Step) -> None:
        """Take one step, a change with what it changes."""
        verb, change = step
        if verb == "change":
            self.change(*change)
        else:
            await getattr(self, verb)()
        await self.compare()

    def change(self, name: str, value: Any) -> None:
        """Assign a field, or change a value in place."""
        if name in IN_PLACE:
            for values in (vars(self.record), self.oracle.values):
                IN_PLACE[name](values, value)
        else:
            setattr(self.record, name, deepcopy(value))
            self.oracle.values[name] = deepcopy(value)

    async def save(self) -> None:
        if self.oracle.now.status == "deleted":
            with pytest.raises(RecordNotSaved):
                await self.run(self.record.save)
            return
        expected = deepcopy(self.oracle.changes())
        assert await self.run(self.record.save) is (bool(expected) or self.oracle.now.status == "new")
        if self.oracle.now.status == "new":
            expected["id"] = (None, self.record.id)
        assert self.record.saved_changes == expected
        self.oracle.saved(self.record.id)

    async def reload(self) -> None:
        if self.oracle.now.status != "persisted":
            error = RecordNotSaved if self.oracle.now.status == "new" else StaleRecordError
            with pytest.raises(error):
                await self.run(self.record.reload)
            return
        await self.run(self.record.reload)
        self.oracle.reloaded()

    async def delete(self) -> None:
        if self.oracle.now.status != "persisted":
            with pytest.raises(RecordNotSaved):
                await self.run(self.record.delete)
            return
        await self.run(self.record.delete)
        self.oracle.now = Standing("deleted", self.oracle.now.row)

    async def restore(self) -> None:
        self.record.restore_attributes()
        if self.oracle.now.row is not None:
            self.oracle.values = deepcopy(self.oracle.now.row)

    async def copy(self) -> None:
        if not self.open:  # a rollback knows the record that was saved, not its copies
            self.record = deepcopy(self.record)

    async def begin(self) -> None:
        if len(self.open) < self.depth:
            self.open.append(self.run.transaction())
            await self.open[-1].__aenter__()
            self.oracle.begin()

    async def commit(self) -> None:
        if self.open:
            await self.open.pop().__aexit__(None, None, None)
            self.oracle.commit()

    async def rollback(self) -> None:
        if self.open:
            await self.open.pop().__aexit__(Rollback, Rollback(), None)
            self.oracle.rollback()

    async def compare(self) -> None:
        """Hold the record and the database to what the oracle says."""
        record, oracle = self.record, self.oracle
        standing = {"new": record.is_new, "persisted": record.is_persisted, "deleted": record.is_deleted}
        assert [name for name, holds in standing.items() if holds] == [oracle.now.status]
        assert vars(record) == oracle.values
        assert record.changes == oracle.changes()
        assert record.changed is bool(oracle.changes())
        assert {name: record.was(name) for name in oracle.values} == (oracle.now.row or dict.fromkeys(oracle.values))
        if oracle.now.row is not None:
            found = await self.run(self.model.where(id=oracle.now.row["id"]).first)
            there = oracle.now.row if oracle.now.status == "persisted" else None
            assert (None if found is None else vars(found)) == there


@pytest.fixture
def parcel(run: Runner, tables: Tables) -> Any:
    class Parcel(ActiveRecord):
        name: str
        number: int | None = None
        tags: list[str] = []
        marks: set[str] = set()
        notes: dict[str, int] = {}
        place: Place = Place()

    run.drive(tables.create(Parcel))
    return Parcel


@examples(40)
@given(steps=STEPS)
async def test_a_record_tells_what_a_dict_does(
    run: Runner, parcel: Any, capabilities: Capabilities, steps: list[Step]
) -> None:
    machine = Machine(run, parcel, 3 if capabilities.savepoints else 1)
    try:
        for step in steps:
            await machine.do(step)
    finally:
        while machine.open:
            await machine.rollback()
    await machine.compare()
