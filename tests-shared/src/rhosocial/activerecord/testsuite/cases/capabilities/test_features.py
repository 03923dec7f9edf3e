"""Each feature that the server says it has works, and each that it lacks is refused before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, LockTimeout, col, count, row_number
from rhosocial.activerecord.backend.expression.expression import operand
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.expression.write import Insert
from rhosocial.activerecord.testsuite import Library, Runner, Tables, requires, where


@pytest.fixture
def authors(run: Runner, library: Library) -> None:
    """Ann and Ben of 1970, Cem of 1980; Ann has two books."""
    rows = [{"name": "Ann", "born": 1970}, {"name": "Ben", "born": 1970}, {"name": "Cem", "born": 1980}]
    run.drive(run(library.Author.insert_many, rows))
    ann = run.drive(run(library.Author.where(name="Ann").one))
    run.drive(run(library.Book.insert_many, [{"author_id": ann.id, "title": title} for title in ("A1", "A2")]))


pytestmark = pytest.mark.usefixtures("authors")


def _insert(library: Library, name: str, **clauses: Any) -> Statement:
    column = library.Author.__mapping__.columns["name"]
    return Statement(Insert(column.table, (column,), ((operand(name, column.type),),), **clauses))


@requires("insert_returning")
async def test_insert_gives_rows_back(run: Runner, library: Library) -> None:
    columns = tuple(library.Author.__mapping__.columns[name] for name in ("id", "name"))
    result = await run.plan(run.backend.execute_plan(_insert(library, "Dan", returning=columns)))
    [(key, name)] = result.decoded()
    assert name == "Dan"
    assert (await run(library.Author.find, key)).name == "Dan"


@where("last_insert_id")
async def test_insert_tells_the_key(run: Runner, library: Library) -> None:
    result = await run.plan(run.backend.execute_plan(_insert(library, "Dan")))
    assert (await run(library.Author.find, result.last_id)).name == "Dan"


@requires("update_returning")
async def test_update_gives_rows_back(run: Runner, library: Library) -> None:
    query = library.Author.where(born=1970)
    rows = await run(query.update_returning, born=1971)
    assert sorted((author.name, author.born) for author in rows) == [("Ann", 1971), ("Ben", 1971)]


@requires("delete_returning")
async def test_delete_gives_rows_back(run: Runner, library: Library) -> None:
    rows = await run(library.Author.where(name="Cem").delete_returning)
    assert [(author.name, author.born) for author in rows] == [("Cem", 1980)]


@requires("for_update", "lock_of")
async def test_a_lock_names_its_table(run: Runner, library: Library) -> None:
    async with run.transaction():
        query = library.Book.join(library.Book.author).for_update(of=library.Book)
        assert len(await run(query.all)) == 2


@requires("for_update", "skip_locked")
async def test_a_lock_does_not_wait(run: Runner, library: Library) -> None:
    async with run.transaction():
        try:
            assert len(await run(library.Author.query().for_update(nowait=True).all)) == 3
        except LockTimeout:
            pytest.fail("nobody holds a lock")


@requires("common_table_expressions")
async def test_a_query_has_a_name(run: Runner, library: Library) -> None:
    elders = library.Author.query().with_cte("elders", library.Author.where(born__lt=1975)).from_cte("elders")
    assert sorted(author.name for author in await run(elders.all)) == ["Ann", "Ben"]


@requires("common_table_expressions")
async def test_a_query_refers_to_itself(run: Runner, tables: Tables) -> None:
    class Folder(ActiveRecord):
        name: str
        parent_id: int | None = None

    await tables.create(Folder)
    await run(
        Folder.insert_many,
        [{"id": 1, "name": "a"}, {"id": 2, "name": "b", "parent_id": 1}, {"id": 3, "name": "c", "parent_id": 2}],
    )
    tree = Folder.query().with_cte(
        "tree",
        Folder.where(id=1),
        recursive=lambda tree: Folder.query().join_on(tree, col(Folder.parent_id) == tree.id),
    )
    assert sorted(folder.name for folder in await run(tree.from_cte("tree").all)) == ["a", "b", "c"]


@requires("common_table_expressions", "cte_before_write")
async def test_a_named_query_stands_before_a_write(run: Runner, library: Library) -> None:
    query = library.Author.query().with_cte("elders", library.Author.where(born__lt=1975).select("id"))
    elders = library.Author.query().from_(query.cte("elders")).only(query.cte("elders").id)
    assert await run(query.where(col(library.Author.id).in_(elders)).update, born=1) == 2


@requires("window_functions")
async def test_rows_are_numbered(run: Runner, library: Library) -> None:
    number = row_number().over(partition_by=col(library.Author.born), order_by=col(library.Author.name))
    rows = await run(library.Author.query().annotate(number=number).order_by("name").values)
    assert [(row["name"], row["number"]) for row in rows] == [("Ann", 1), ("Ben", 2), ("Cem", 1)]


@requires("intersect_except")
async def test_sets_are_intersected_and_subtracted(run: Runner, library: Library) -> None:
    elders, early = library.Author.where(born=1970), library.Author.where(name__lt="B")
    assert [author.name for author in await run(elders.intersect(early).all)] == ["Ann"]
    assert [author.name for author in await run(elders.except_(early).all)] == ["Ben"]


async def test_an_aggregate_sees_some_rows_only(run: Runner, library: Library) -> None:
    some = count().filter(col(library.Author.born) == 1970)
    assert await run(library.Author.query().annotate(some=some).values, "some") == [{"some": 2}]


@requires("full_join")
async def test_both_sides_of_a_join_stay(run: Runner, library: Library) -> None:
    query = library.Author.query().join_on(library.Book, library.Book.author_id == library.Author.id, kind="full")
    assert await run(query.count) == 4


@requires("regular_expressions")
async def test_regular_expressions(run: Runner, library: Library) -> None:
    query = library.Author.order_by("name")
    assert await run(query.where(name__regex="^[AC]").pluck, "name") == ["Ann", "Cem"]
    assert await run(query.where(name__iregex="^[ac]").pluck, "name") == ["Ann", "Cem"]


@requires("json_paths")
async def test_reading_inside_json(run: Runner, tables: Tables) -> None:
    class Event(ActiveRecord):
        data: dict[str, Any]

    await tables.create(Event)
    await run(
        Event.insert_many, [{"data": {"place": {"city": city}, "n": n}} for city, n in (("Oslo", 1), ("Bern", 2))]
    )
    assert await run(Event.where(data__place__city="Oslo").count) == 1
    assert [event.data["n"] for event in await run(Event.where(data__n=2).all)] == [2]


@requires("explain_analyze")
async def test_a_query_is_explained_by_running_it(run: Runner, library: Library) -> None:
    assert await run(library.Author.where(name="Ann").explain, analyze=True)


async def test_a_conflict_is_settled_by_the_insert(run: Runner, library: Library) -> None:
    await run(library.Author.where(name="Ann").update, email="a@example.com")
    rows: list[dict[str, Any]] = [
        {"name": "Anne", "email": "a@example.com", "born": 1},
        {"name": "Dan", "email": "d@example.com"},
    ]
    await run(library.Author.upsert_many, rows, on="email", update=["name"])
    found = await run(library.Author.where(email__ne=None).order_by("name").values, "name", "born")
    assert found == [{"name": "Anne", "born": 1970}, {"name": "Dan", "born": None}]
