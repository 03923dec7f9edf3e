"""On random graphs of records every relation, strategy and loading mode gives what plain joins of dicts give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhosocial.activerecord import Rollback
from rhosocial.activerecord.testsuite import Runner, Tables, examples, modes, requires, statements
from rhosocial.activerecord.testsuite.reference.graph import (
    RELATIONS,
    Row,
    Rows,
    Tree,
    graph_models,
    graphs,
    joined,
    loaded,
    paths,
    shown,
    tree_of,
)

Models = dict[str, Any]


@pytest.fixture
def models(run: Runner, tables: Tables) -> Models:
    """The models, their tables empty."""
    made = graph_models(tables)
    run.drive(tables.create(*(model for name, model in made.items() if name != "About")))
    return made


async def fill(run: Runner, models: Models, rows: Rows) -> None:
    for name in rows:
        if rows[name]:
            await run(models[name].insert_many, rows[name])


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A model, and paths of its relations."""
    kind = draw(st.sampled_from(sorted(RELATIONS)))
    return kind, draw(paths(kind))


def ordered(query: Any) -> Any:
    return query.order_by(*query.model.__mapping__.key_names)


def expected(rows: Rows, kind: str, tree: Tree) -> list[Row]:
    return [joined(rows, kind, row, tree) for row in shown(rows, kind)]


@requires("window_functions")
@examples(60)
@given(rows=graphs(), question=questions(), strategies=st.lists(st.sampled_from(["select", "join"]), min_size=3))
async def test_preload(
    run: Runner, models: Models, rows: Rows, question: tuple[str, list[str]], strategies: list[Any]
) -> None:
    kind, names = question
    tree = tree_of(names)
    async with run.transaction():
        await fill(run, models, rows)
        query = ordered(models[kind].query().loading("raise"))
        for name, strategy in zip(names, strategies):
            query = query.preload(name, strategy=strategy)
        records = await run(query.all)
        with statements() as sent:
            found = [loaded(record, tree) for record in records]
        assert sent.sql == []
        raise Rollback
    assert found == expected(rows, kind, tree)


@requires("window_functions")
@examples(60)
@given(rows=graphs(), question=questions(), size=st.integers(1, 4), start=st.integers(0, 2))
async def test_join_takes_one_statement_also_for_a_part_and_for_a_stream(
    run: Runner, models: Models, rows: Rows, question: tuple[str, list[str]], size: int, start: int
) -> None:
    kind, names = question
    tree = tree_of(names)
    async with run.transaction():
        await fill(run, models, rows)
        query = ordered(models[kind].preload(*names, strategy="join"))
        with statements() as sent:
            part = [loaded(record, tree) for record in await run(query[start : start + size].all)]
            streamed = [loaded(record, tree) async for record in run.each(query.iterate, size)]
        assert len(sent) == 2
        raise Rollback
    assert part == expected(rows, kind, tree)[start : start + size]
    assert streamed == expected(rows, kind, tree)


@requires("window_functions")
@examples(40)
@given(rows=graphs(), names=paths("Writer"), distinct=st.booleans())
async def test_a_query_that_joins_gives_each_record_as_often_as_without_preload(
    run: Runner, models: Models, rows: Rows, names: list[str], distinct: bool
) -> None:
    tree = tree_of(names)
    async with run.transaction():
        await fill(run, models, rows)
        query = models["Writer"].join("novels").order_by("name", "-id")
        query = query.distinct() if distinct else query
        found = {
            strategy: [loaded(record, tree) for record in await run(query.preload(*names, strategy=strategy).all)]
            for strategy in ("select", "join")
        }
        raise Rollback
    assert found["join"] == found["select"]
    assert len(found["join"]) == (
        len({row["writer_id"] for row in rows["Novel"]} - {None})
        if distinct
        else sum(row["writer_id"] is not None for row in rows["Novel"])
    )


@requires("window_functions")
@modes("sync")
@examples(40)
@given(rows=graphs(), question=questions(), mode=st.sampled_from(["peers", "lazy"]))
async def test_reading(run: Runner, models: Models, rows: Rows, question: tuple[str, list[str]], mode: Any) -> None:
    kind, names = question
    tree = tree_of(names)
    async with run.transaction():
        await fill(run, models, rows)
        found = [loaded(record, tree) for record in await run(ordered(models[kind].query().loading(mode)).all)]
        raise Rollback
    assert found == expected(rows, kind, tree)


@requires("window_functions")
@examples(40)
@given(rows=graphs(), question=questions())
async def test_loading_on_request(run: Runner, models: Models, rows: Rows, question: tuple[str, list[str]]) -> None:
    kind, names = question

    async def load(record: Any, tree: Tree) -> Row:
        for name, below in tree.items():
            related = await run(record.load, name)
            for other in related if type(record).__relations__[name].to_many else [related]:
                if other is not None:
                    await load(other, below)
        return loaded(record, tree)

    tree = tree_of(names)
    async with run.transaction():
        await fill(run, models, rows)
        found = [await load(record, tree) for record in await run(ordered(models[kind].query()).all)]
        raise Rollback
    assert found == expected(rows, kind, tree)
