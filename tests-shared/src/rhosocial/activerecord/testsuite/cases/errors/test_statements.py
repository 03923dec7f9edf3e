"""Errors of statements: each has its class, its SQL, its cause, and shows no values."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    DatabaseError,
    DataError,
    FieldNotFound,
    InvalidValue,
    LookupNotFound,
    ProgrammingError,
    QueryError,
)
from rhosocial.activerecord.testsuite import Library, Runner, Tables, requires, statements

SECRET = "correct horse battery staple"


async def test_a_table_that_is_not_there(run: Runner, tables: Tables) -> None:
    class Missing(ActiveRecord):
        name: str

    tables.adopt(Missing)
    with pytest.raises(ProgrammingError) as caught:
        await run(Missing.create, name="Ann")
    assert caught.value.sql is not None
    assert caught.value.sql.startswith("INSERT")
    assert caught.value.driver_error is caught.value.__cause__
    assert caught.value.code is not None or caught.value.driver_error is not None


async def test_sql_that_nobody_understands(run: Runner) -> None:
    with pytest.raises(ProgrammingError):
        await run(run.backend.execute, "SELEC 1")


async def test_an_error_shows_no_values(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann", email=SECRET)
    with pytest.raises(DatabaseError) as caught:
        await run(library.Author.where(name="Ann").update, email=SECRET, name=None)
    assert SECRET not in "".join(caught.value.params) + str(caught.value)
    assert f"<str {len(SECRET)}>" in caught.value.params


@requires("regular_expressions")
@pytest.mark.parametrize("pattern", ["(", "[", "a{2,1}", "*"])
async def test_a_pattern_that_is_none(run: Runner, library: Library, pattern: str) -> None:
    await run(library.Author.create, name="Ann")
    for lookup in ("regex", "iregex"):
        with pytest.raises(DataError) as caught:
            await run(library.Author.where(**{f"name__{lookup}": pattern}).all)
        assert caught.value.driver_error is not None


async def test_a_statement_fails_alone(run: Runner, library: Library) -> None:
    for _ in range(12):  # more often than the pool has connections
        with pytest.raises(DatabaseError):
            await run(run.backend.execute, "SELEC 1")
    await run(library.Author.create, name="Ann")
    assert await run(library.Author.count) == 1


async def test_text_longer_than_its_column_is_never_cut(run: Runner, tables: Tables) -> None:
    class Note(ActiveRecord):
        text: Annotated[str, Field(max_length=5)]

    await tables.create(Note)
    note = await run(Note.create, text="12345")
    try:
        await run(Note.where(id=note.id).update, text="1234567")
    except (DataError, InvalidValue):
        expected = "12345"
    else:
        expected = "1234567"
    assert (await run(Note.values, "text")) == [{"text": expected}]


@pytest.mark.parametrize(
    ("lookups", "error", "hint"),
    [
        ({"nmae": "Ann"}, FieldNotFound, "name"),
        ({"name__contian": "n"}, LookupNotFound, "contains"),
        ({"born": "1970"}, InvalidValue, "int"),
        ({"born__gt": 1.5}, InvalidValue, "int"),
        ({"born": True}, InvalidValue, "int"),
        ({"name": 5}, InvalidValue, "str"),
        ({"name__in": "Ann"}, InvalidValue, "list"),
        ({"born__between": 3}, InvalidValue, "pair"),
        ({"born__isnull": "no"}, InvalidValue, "True or False"),
    ],
)
async def test_a_wrong_query_never_reaches_the_server(
    run: Runner, library: Library, lookups: dict[str, object], error: type[QueryError], hint: str
) -> None:
    with pytest.raises(error, match=hint), statements() as sent:
        await run(library.Author.where(**lookups).all)
    assert sent.sql == []


async def test_and_or_not_in_are_refused_with_the_right_spelling(library: Library) -> None:
    first, second = library.Author.name == "Ann", library.Author.name == "Ben"
    with pytest.raises(TypeError, match=r"& \| ~"):
        library.Author.where(first and second)
    with pytest.raises(TypeError, match=r"& \| ~"):
        library.Author.where(not first)
    with pytest.raises(TypeError, match="no condition"):
        library.Author.where(True)
