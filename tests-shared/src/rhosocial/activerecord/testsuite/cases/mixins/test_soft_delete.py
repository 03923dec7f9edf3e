"""SoftDeleteMixin: a deleted record is out of sight, and can be brought back."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    HasMany,
    QueryError,
    RecordNotFound,
    RecordNotSaved,
    Rollback,
    SoftDeleteMixin,
    belongs_to,
    has_many,
)
from rhosocial.activerecord.testsuite import Models, Runner, Tables


class Shelves(Models):
    """Shelves with boxes, both deleted softly."""

    def __init__(self) -> None:
        class Shelf(SoftDeleteMixin, ActiveRecord):
            name: str
            boxes: HasMany[Box] = has_many(inverse_of="shelf", dependent="delete", order_by="id")

        class Box(SoftDeleteMixin, ActiveRecord):
            shelf_id: int
            label: str = ""
            shelf: BelongsTo[Shelf] = belongs_to(inverse_of="boxes")

        super().__init__(Shelf, Box)


@pytest.fixture
def shelves(run: Runner, tables: Tables) -> Shelves:
    made = Shelves()
    run.drive(tables.create(*made.all))
    return made


async def test_a_deleted_record_is_out_of_sight(run: Runner, shelves: Shelves) -> None:
    kept, gone = await run(shelves.Shelf.create, name="kept"), await run(shelves.Shelf.create, name="gone")
    assert await run(gone.delete) is True
    assert gone.is_deleted
    assert gone.deleted_at is not None
    assert await run(shelves.Shelf.all) == [kept]
    with pytest.raises(RecordNotFound):
        await run(shelves.Shelf.find, gone.id)
    assert await run(shelves.Shelf.with_deleted().count) == 2
    assert await run(shelves.Shelf.only_deleted().all) == [gone]
    assert await run(shelves.Shelf.where(name="gone").with_deleted().exists) is True
    assert await run(shelves.Shelf.unscoped().only_deleted().ids) == [gone.id]


async def test_deleting_twice_writes_once(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    await run(shelf.delete)
    moment = shelf.deleted_at
    assert await run(shelf.delete) is False
    assert shelf.deleted_at == moment


async def test_a_restored_record_is_back(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    await run(shelf.delete)
    found = await run(shelves.Shelf.only_deleted().one)
    assert await run(found.restore) is True
    assert not found.is_deleted
    assert await run(shelves.Shelf.ids) == [shelf.id]
    assert await run(found.restore) is False


async def test_a_hard_delete_removes_the_row_and_what_depends_on_it(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    await run(shelves.Box.create, shelf_id=shelf.id)
    marked = await run(shelves.Box.create, shelf_id=shelf.id)
    await run(marked.delete)
    assert await run(shelf.delete, hard=True) is True
    assert shelf.is_deleted
    assert await run(shelves.Shelf.with_deleted().count) == 0
    assert await run(shelves.Box.with_deleted().count) == 0
    with pytest.raises(RecordNotSaved):
        await run(shelf.restore)


async def test_a_record_deleted_softly_can_be_deleted_for_good(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    await run(shelf.delete)
    assert await run(shelf.delete, hard=True) is True
    assert await run(shelves.Shelf.with_deleted().count) == 0


async def test_relations_leave_deleted_records_out(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    kept = await run(shelves.Box.create, shelf_id=shelf.id, label="kept")
    gone = await run(shelves.Box.create, shelf_id=shelf.id, label="gone")
    await run(gone.delete)
    assert list(await run(shelf.load, "boxes")) == [kept]
    assert await run(shelves.Shelf.where(shelves.Shelf.boxes.any(label="gone")).exists) is False
    assert await run(shelves.Shelf.where(shelves.Shelf.boxes.count() == 1).ids) == [shelf.id]
    (loaded,) = await run(shelves.Shelf.preload("boxes").all)
    assert list(loaded.boxes) == [kept]


async def test_joins_leave_deleted_records_out(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    kept, gone = [await run(shelves.Box.create, shelf_id=shelf.id, label=label) for label in ("kept", "gone")]
    await run(gone.delete)
    joined = shelves.Shelf.join(shelves.Shelf.boxes)
    assert await run(joined.pluck, "name", shelves.Shelf.c.boxes.label) == [("a", "kept")]
    assert await run(shelves.Shelf.left_join("boxes").where(boxes__label="gone").count) == 0
    assert [box.shelf for box in await run(shelves.Box.preload("shelf").all)] == [shelf]
    await run(shelf.delete)
    assert await run(shelves.Box.where(shelf__name="a").count) == 0
    assert await run(shelves.Box.join("shelf").count) == 0
    assert await run(shelves.Box.where(shelf__name="a").update, label="x") == 0
    assert await run(shelves.Box.ids) == [kept.id]


async def test_what_must_belong_finds_its_deleted_record_and_what_may_does_not(run: Runner, tables: Tables) -> None:
    class Shelf(SoftDeleteMixin, ActiveRecord):
        name: str

    class Box(ActiveRecord):
        shelf_id: int
        spare_id: int | None = None
        old_id: int | None = None
        holder_type: str = "Shelf"
        holder_id: int | None = None
        shelf: BelongsTo[Shelf] = belongs_to()
        spare: BelongsTo[Shelf | None] = belongs_to()
        old: BelongsTo[Shelf | None] = belongs_to(scope=lambda query: query.with_deleted())
        kept: BelongsTo[Shelf] = belongs_to(foreign_key="shelf_id", scope=lambda query: query.where(name="a"))
        holder: BelongsTo[Shelf] = belongs_to(polymorphic=True)

    class Bare(BaseModel):
        name: str

    class Shown(BaseModel):
        shelf: Bare
        spare: Bare | None

    await tables.create(Shelf, Box)
    shelf = await run(Shelf.create, name="a")
    for _ in range(2):
        await run(Box.create, shelf=shelf, spare=shelf, old=shelf, holder_id=shelf.id)
    await run(shelf.delete)
    names = ("shelf", "spare", "old", "kept", "holder")
    expected = [shelf, None, shelf, None, shelf]
    for box in await run(Box.all):
        assert [await run(box.load, name) for name in names] == expected  # for both, as peers
        assert box.shelf.is_deleted
    for box in await run(Box.preload(*names).all):
        assert [getattr(box, name) for name in names] == expected
    for box in await run(Box.preload(*names[:-1], strategy="join").all):
        assert [getattr(box, name) for name in names[:-1]] == expected[:-1]
    assert [(item.shelf.name, item.spare) for item in await run(Box.query().into, Shown)] == [("a", None)] * 2
    assert await run(Box.where(shelf__name="a").count) == await run(Box.join("shelf").count) == 0
    assert await run(Box.where(old__name="a").count) == 2


async def test_deleting_softly_leaves_what_depends_on_it(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    await run(shelves.Box.create, shelf_id=shelf.id)
    await run(shelf.delete)
    await run(shelf.restore)
    assert await run(shelves.Box.count) == 1


async def test_a_query_marks_or_removes(run: Runner, shelves: Shelves) -> None:
    await run(shelves.Shelf.insert_many, [{"name": "a"}, {"name": "b"}, {"name": "c"}])
    assert await run(shelves.Shelf.where(name__lt="c").delete) == 2
    assert await run(shelves.Shelf.with_deleted().count) == 3
    assert await run(shelves.Shelf.where(name__in=["a", "c"]).delete, hard=True) == 1
    assert await run(shelves.Shelf.with_deleted().order_by("name").pluck, "name") == ["a", "b"]


async def test_not_being_deleted_is_no_condition_of_a_write(run: Runner, shelves: Shelves) -> None:
    await run(shelves.Shelf.create, name="a")
    for query in (shelves.Shelf.query(), shelves.Shelf.with_deleted()):
        with pytest.raises(QueryError, match="every row"):
            await run(query.delete)
        with pytest.raises(QueryError, match="every row"):
            await run(query.update, name="b")
    assert await run(shelves.Shelf.query().all_rows().delete) == 1


async def test_what_was_changed_and_not_saved_is_not_written_by_deleting(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    shelf.name = "changed"
    await run(shelf.delete)
    assert await run(shelves.Shelf.with_deleted().pluck, "name") == ["a"]
    assert set(shelf.changes) == {"name"}


async def test_a_rollback_takes_the_mark_back(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="a")
    async with run.transaction():
        await run(shelf.delete)
        raise Rollback
    assert not shelf.is_deleted
    assert shelf.deleted_at is None
    assert not shelf.changed
    assert await run(shelves.Shelf.count) == 1


async def test_the_hooks_of_deletion_run(run: Runner, tables: Tables) -> None:
    told: list[str] = []

    class Watched(SoftDeleteMixin, ActiveRecord):
        def before_delete(self) -> None:
            told.append("before")

        def after_delete(self) -> None:
            told.append(f"after {self.is_deleted}")

    await tables.create(Watched)
    made = await run(Watched.create)
    await run(made.delete)
    assert told == ["before", "after True"]


async def test_an_upsert_leaves_a_deleted_row_deleted(run: Runner, shelves: Shelves) -> None:
    shelf = await run(shelves.Shelf.create, name="gone")
    await run(shelf.delete)
    (made,) = await run(shelves.Shelf.upsert_many, [{"id": shelf.id, "name": "new"}], on="id")
    assert (made.name, made.deleted_at) == ("new", shelf.deleted_at)
    assert await run(shelves.Shelf.only_deleted().pluck, "name") == ["new"]
