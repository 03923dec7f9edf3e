"""Hooks: their order, several for one event, what follows a commit or a rollback."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    ConfigurationError,
    HasMany,
    RecordNotSaved,
    Rollback,
    ValidationError,
    belongs_to,
    has_many,
    hook,
)
from rhosocial.activerecord.base.lifecycle.hooks import EVENTS
from rhosocial.activerecord.testsuite import Runner, Tables, modes, requires

SAVING = ["before_validate", "after_validate", "before_save", "before_{0}", "after_{0}", "after_save", "after_commit"]


def telling(told: list[str]) -> Any:
    """Make a mixin that tells of each event by its method."""

    def tell(event: str) -> Any:
        return lambda self: told.append(event)

    return type("Telling", (), {event: tell(event) for event in (*EVENTS, "after_commit", "after_rollback")})


class Audit:
    """A mixin that is no model, with two hooks for one event."""

    @hook("before_save")
    def first(self) -> None:
        self.told("first")  # type: ignore[attr-defined]

    @hook("before_save", on="create")
    def second(self) -> None:
        self.told("second")  # type: ignore[attr-defined]


async def test_the_order_is_that_of_rails(run: Runner, tables: Tables) -> None:
    told: list[str] = []

    class Note(telling(told), ActiveRecord):  # type: ignore[misc]
        text: str = ""

    await tables.create(Note)
    note = await run(Note.create)
    assert told == [event.format("create") for event in SAVING]
    told.clear()
    await run(note.update, text="a")
    assert told == [event.format("update") for event in SAVING]
    told.clear()
    await run(note.delete)
    assert told == ["before_delete", "after_delete", "after_commit"]


async def test_several_hooks_of_one_event_run_in_their_order(run: Runner, tables: Tables) -> None:
    told: list[str] = []

    class Note(Audit, ActiveRecord):
        text: str = ""

        def told(self, word: str) -> None:
            told.append(word)

        def before_save(self) -> None:
            told.append("named")

        @hook("before_save", on=("create", "update"))
        @hook("before_delete")
        def third(self) -> None:
            told.append("third")

    await tables.create(Note)
    note = await run(Note.create)
    assert told == ["named", "first", "second", "third"]
    told.clear()
    await run(note.update, text="a")
    assert told == ["named", "first", "third"]
    told.clear()
    await run(note.delete)
    assert told == ["third"]


async def test_a_declared_hook_stops_the_write(run: Runner, tables: Tables) -> None:
    class Note(ActiveRecord):
        text: str = ""

        @hook("before_save", on="update")
        def refuse(self) -> bool:
            return False

    await tables.create(Note)
    note = await run(Note.create)
    with pytest.raises(RecordNotSaved, match=r"Note\.refuse"):
        await run(note.update, text="a")
    assert await run(Note.pluck, "text") == [""]


async def test_a_hook_refuses_as_a_validator_does(run: Runner, tables: Tables) -> None:
    class Crate(ActiveRecord):
        bottles: int = 0
        label: str = ""

        def before_validate(self) -> None:
            if self.bottles < 0:
                raise ValueError("there is no such crate")

        def before_save(self) -> None:
            if self.bottles % 12:
                raise ValidationError.of(self, bottles="must be whole dozens")

    await tables.create(Crate)
    for bottles, place, text in ((-12, (), "there is no such crate"), (5, ("bottles",), "must be whole dozens")):
        with pytest.raises(ValidationError) as caught:
            await run(Crate.create, bottles=bottles)
        (detail,) = caught.value.errors()
        assert (detail["type"], detail["loc"]) == ("value_error", place)
        assert text in detail["msg"]
    assert await run(Crate.count) == 0


def test_a_mixin_that_would_not_be_reached_is_refused() -> None:
    class Behind:
        def before_save(self) -> None: ...

    with pytest.raises(ConfigurationError, match=r"class Note\(Behind, …\)"):

        class Note(ActiveRecord, Behind):
            pass


async def test_a_hook_may_save_its_record_again(run: Runner, tables: Tables) -> None:
    told: list[Any] = []

    class Note(ActiveRecord):
        text: str = ""
        times: int = 0

        def after_commit(self) -> None:
            told.append(self.saved_changes)

    class Blocking(Note):
        __table_name__ = None

        def after_create(self) -> Any:
            return self.update(times=1)

    class Awaiting(Note):
        __table_name__ = None

        async def after_create(self) -> Any:
            return await self.aupdate(times=1)

    model: Any = Blocking if run.mode == "sync" else Awaiting
    await tables.create(model)
    made = await run(model.create, text="a")
    assert told == [{"id": (None, made.id), "text": (None, "a"), "times": (None, 1)}]
    assert (await run(model.find, made.id)).times == 1


def test_an_unknown_event_or_kind_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="before_save"):
        hook("befor_save")
    with pytest.raises(ConfigurationError, match="create, update, delete"):
        hook("before_save", on="insert")


@requires("savepoints")
async def test_after_commit_runs_once_with_the_net_change(run: Runner, tables: Tables) -> None:
    told: list[Any] = []

    class Note(ActiveRecord):
        text: str = ""
        likes: int = 0

        @hook("after_commit", on="create")
        def made(self) -> None:
            told.append(("made", self.text, self.saved_changes["text"]))

        @hook("after_commit", on="update")
        def moved(self) -> None:
            told.append(("moved", self.saved_changes))

        @hook("after_commit", on="delete")
        def gone(self) -> None:
            told.append(("gone", self.text))

    await tables.create(Note)
    async with run.transaction():
        kept = await run(Note.create, text="a")
        await run(kept.update, text="b")
        short = await run(Note.create, text="short")
        await run(short.delete)
        assert told == []
    assert told == [("made", "b", (None, "b"))]
    told.clear()
    async with run.transaction():
        await run(kept.update, text="c", likes=1)
        await run(kept.update, text="d", likes=0)
        async with run.transaction():
            await run(kept.update, likes=7)
            raise Rollback
        kept.restore_attributes()
    assert told == [("moved", {"text": ("b", "d")})]
    told.clear()
    async with run.transaction():
        await run(kept.update, text="e")
        await run(kept.delete)
    assert told == [("gone", "e")]


async def test_nothing_written_is_nothing_committed(run: Runner, tables: Tables) -> None:
    told: list[str] = []

    class Note(ActiveRecord):
        text: str = ""

        def after_commit(self) -> None:
            told.append("committed")

    await tables.create(Note)
    note = await run(Note.create)
    told.clear()
    assert await run(note.save) is False
    assert told == []


async def test_after_rollback_runs_once_for_each_record(run: Runner, tables: Tables) -> None:
    told: list[Any] = []

    class Note(ActiveRecord):
        text: str = ""

        def after_commit(self) -> None:
            told.append("committed")

        def after_rollback(self) -> None:
            told.append((self.text, self.is_new))

    await tables.create(Note)
    async with run.transaction():
        note = await run(Note.create, text="a")
        await run(note.update, text="b")
        await run(Note.create, text="c")
        raise Rollback
    assert told == [("b", True), ("c", True)]


async def test_one_that_raises_loses_none_of_the_others(run: Runner, tables: Tables) -> None:
    told: list[str] = []

    class Note(ActiveRecord):
        text: str = ""

        @hook("after_commit")
        def fail(self) -> None:
            told.append(f"fail {self.text}")
            raise ValueError(self.text)

        @hook("after_commit")
        def go_on(self) -> None:
            told.append(f"go on {self.text}")

    await tables.create(Note)
    block = run.transaction()
    await block.__aenter__()
    for text in ("a", "b"):
        await run(Note.create, text=text)
    with pytest.raises(ValueError, match="a"):
        await block.__aexit__(None, None, None)
    assert told == ["fail a", "go on a", "fail b", "go on b"]
    assert await run(Note.count) == 2


async def test_a_hook_may_write_other_records(run: Runner, tables: Tables) -> None:
    class Log(ActiveRecord):
        text: str

    class Note(ActiveRecord):
        text: str = ""

    class Blocking(Note):
        __table_name__ = None

        def after_save(self) -> Any:
            return Log.create(text=self.text)

    class Awaiting(Note):
        __table_name__ = None

        async def after_save(self) -> Any:
            return await Log.acreate(text=self.text)

    model: Any = Blocking if run.mode == "sync" else Awaiting
    await tables.create(Log, model)
    await run(model.create, text="a")
    assert await run(Log.pluck, "text") == ["a"]
    async with run.transaction():
        await run(model.create, text="b")
        raise Rollback
    assert await run(Log.pluck, "text") == ["a"]


@modes("sync")
async def test_a_coroutine_under_a_sync_call_is_an_error(run: Runner, tables: Tables) -> None:
    class Note(ActiveRecord):
        text: str = ""

        @hook("before_save")
        async def wait(self) -> None:
            self.text = "waited"

    await tables.create(Note)
    with pytest.raises(ConfigurationError, match="asave"):
        await run(Note.create)
    assert await run(Note.count) == 0


@modes("async")
async def test_a_coroutine_is_awaited(run: Runner, tables: Tables) -> None:
    told: list[str] = []

    class Note(ActiveRecord):
        text: str = ""

        @hook("before_save")
        async def wait(self) -> None:
            self.text = "waited"

        @hook("after_commit")
        async def tell(self) -> None:
            told.append(f"{self.text} {await type(self).acount()}")

    await tables.create(Note)
    await run(Note.create)
    assert told == ["waited 1"]


async def test_declared_hooks_of_loading_run(run: Runner, tables: Tables) -> None:
    class Note(ActiveRecord):
        text: str = ""

        @hook("after_load")
        def shout(self) -> None:
            vars(self)["text"] = self.text.upper()

    await tables.create(Note)
    note = await run(Note.create, text="a")
    assert (await run(Note.find, note.id)).text == "A"


async def test_a_record_moved_to_a_new_parent_is_written_once(run: Runner, tables: Tables) -> None:
    told: list[str] = []

    class Shelf(ActiveRecord):
        name: str
        copies: HasMany[Copy] = has_many(inverse_of="shelf")

    class Copy(ActiveRecord):
        shelf_id: int
        shelf: BelongsTo[Shelf] = belongs_to(inverse_of="copies")

        def before_save(self) -> None:
            told.append("before_save")

        def after_update(self) -> None:
            told.append("after_update")

    await tables.create(Shelf, Copy)
    copy = await run(Copy.create, shelf=await run(Shelf.create, name="a"))
    told.clear()
    copy.shelf = Shelf(name="b")
    assert await run(copy.save) is True
    assert (told, await run(Copy.pluck, "shelf_id")) == (["before_save", "after_update"], [copy.shelf.id])
    assert await run(copy.save) is False
