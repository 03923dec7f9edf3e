"""Any name works for a table and its columns, or is refused before it reaches the server."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from rhosocial.activerecord import ActiveRecord, Column, QueryError
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.testsuite import Runner, Tables, statements

RESERVED = "select from where order group by user table index key default check values null column primary limit to end"
ODD = [
    "two words",
    "1st",
    'quo"te',
    '""',
    "back`tick",
    "``",
    "it's",
    "per%cent",
    "%s",
    "%(x)s",
    "ques?tion",
    ":colon",
    "{brace}",
    "$1",
    "semi;colon",
    "dash--dash",
    "/*star*/",
    "back\\slash",
    "dot.dot",
    "[bracket]",
    "é",
    "naïve_Straße",
    "表",
    "UPPER",
]
REFUSED = ["new\nline", "nul\0", "\x1b[31m", "tab\there", "\u202eltr"]


def _model(table: str, column: str) -> Any:
    class Thing(ActiveRecord):
        __table_name__ = table
        value: Annotated[int, Column(name=column, index=True)]

    return Thing


async def _works(run: Runner, tables: Tables, thing: Any) -> None:
    await tables.create(thing)
    first = await run(thing.create, value=1)
    await run(thing.insert_many, [{"value": 2}, {"value": 3}])
    await run(first.update, value=4)
    assert await run(thing.where(value__gt=2).order_by("-value").pluck, "value") == [4, 3]
    assert await run(thing.sum, "value") == 9
    assert await run(thing.where(value=2).update, value=5) == 1
    assert [row["value"] for row in await run(thing.order_by("value").values)] == [3, 4, 5]
    await run(first.delete)
    assert await run(thing.where(value=5).delete) == 1


@pytest.mark.parametrize("word", RESERVED.split())
async def test_a_reserved_word_is_a_name(run: Runner, tables: Tables, word: str) -> None:
    await _works(run, tables, _model(tables.name(word), word))


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_name_is_a_name(run: Runner, tables: Tables, name: str) -> None:
    await _works(run, tables, _model(tables.name(name), name))


async def test_a_name_of_sixty_characters(run: Runner, tables: Tables) -> None:
    await _works(run, tables, _model(tables.name("t" * 60)[:60], "c" * 60))


async def test_two_long_names_that_begin_alike_stay_two(run: Runner, tables: Tables) -> None:
    first, second = (_model(tables.name("t" * 60)[:59] + last, "value") for last in "xy")
    await tables.create(first, second)
    await run(first.create, value=1)
    assert await run(second.count) == 0


async def test_a_name_too_long_is_refused_before_any_sql(
    run: Runner, tables: Tables, capabilities: Capabilities
) -> None:
    thing = _model(tables.name("t"), "c" * (capabilities.max_identifier + 1))
    tables.adopt(thing)
    with pytest.raises(QueryError), statements() as sent:
        await run(thing.create_table)
    assert sent.sql == []


@pytest.mark.parametrize("name", REFUSED)
async def test_a_name_that_hides_something_is_refused_before_any_sql(run: Runner, tables: Tables, name: str) -> None:
    thing = _model(tables.name("t"), name)
    tables.adopt(thing)
    with pytest.raises(QueryError), statements() as sent:
        await run(thing.create_table)
    assert sent.sql == []
