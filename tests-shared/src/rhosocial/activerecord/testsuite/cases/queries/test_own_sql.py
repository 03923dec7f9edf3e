"""SQL of one's own: what is put between its pieces becomes a parameter or a quoted name, never text."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from rhosocial.activerecord import InvalidValue, QueryError, col, raw
from rhosocial.activerecord.testsuite import Library, Runner, statements

NAMES = ["Ann", "Ben", "50%", "%s", "a{b}c", "it's", 'say "hi"', "a\\b", "--", "?"]


class Name(BaseModel):
    """A model that is no record."""

    name: str


@pytest.fixture(autouse=True)
def authors(run: Runner, library: Library) -> None:
    """An author of each name, born one year after the other."""
    rows = [{"id": number, "name": name, "born": 1900 + number} for number, name in enumerate(NAMES, 1)]
    run.drive(run(library.Author.insert_many, rows))


def _select(library: Library, rest: str, **values: Any) -> Any:
    text = "select * from {table:id} where " + rest
    return library.Author.sql(text, table=library.Author.__table_name__, **values)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NAMES)
async def test_a_value_is_a_parameter(run: Runner, library: Library, name: str) -> None:
    with statements() as sent:
        (found,) = await run(_select(library, "name = {name}", name=name).all)
        await run(_select(library, "name = {name}", name="plain").all)
    assert (found.name, found.is_persisted, found.changed) == (name, True, False)
    assert sent.sql[0] == sent.sql[1]


async def test_a_list_is_its_values(run: Runner, library: Library) -> None:
    query = _select(library, "id in ({keys}) and name <> {name} order by id", keys=[1, 2, 3, 99], name="Ben")
    assert [author.id for author in await run(query.all)] == [1, 3]
    assert (await run(query.first)).name == "Ann"
    assert [row["name"] for row in await run(query.values)] == ["Ann", "50%"]
    assert await run(query.into, Name) == [Name(name="Ann"), Name(name="50%")]


async def test_percent_signs_and_braces_mean_themselves(run: Runner, library: Library) -> None:
    query = _select(library, "name like '5_%' or name = 'a{{b}}c' or name = {name} order by id", name="%s")
    assert [author.name for author in await run(query.all)] == ["50%", "%s", "a{b}c"]
    result = await run(run.backend.execute, "select '%' as a, '{{}}' as b, 7 % {n} as c", {"n": 4})
    assert result[0] == {"a": "%", "b": "{}", "c": 3}


async def test_null_is_a_parameter_too(run: Runner, library: Library) -> None:
    query = _select(library, "coalesce({nothing}, name) = {name}", nothing=None, name="Ann")
    assert [author.id for author in await run(query.all)] == [1]


async def test_more_columns_become_attributes(run: Runner, library: Library) -> None:
    query = library.Author.sql(
        "select id, name, born + {n} as later from {t:id} where id = 1", n=5, t=library.Author.__table_name__  # type: ignore[attr-defined]
    )  # fmt: skip
    author: Any = (await run(query.all))[0]
    assert (author.name, author.later) == ("Ann", 1906)


async def test_a_piece_of_sql_stands_in_a_query(run: Runner, library: Any) -> None:
    author, born = library.Author, col(library.Author.born)
    found: Any = author.where(raw("{born} % {n} = 0", born=born, n=2), id__lte=4).order_by("id")
    assert await run(found.pluck, "id") == [2, 4]
    assert await run(author.where(raw("{name} in ({names})", name=col(author.name), names=["Ann", "?"])).count) == 2
    twice: Any = author.where(id=3).annotate(twice=raw("{born} * {n}", born=born, n=2, type=int))
    assert await run(twice.pluck, "twice") == [3806]
    assert await run(author.order_by(raw("{born} * -1", born=born)).limit(1).pluck, "id") == [len(NAMES)]


async def test_what_is_wrong_is_refused_unsent(run: Runner, library: Library) -> None:
    with statements() as sent:
        for rest, values in (("id = {key}", {"kye": 1}), ("id = {}", {}), ("id = {key!r}", {"key": 1}), ("{", {})):
            with pytest.raises(QueryError):
                await run(_select(library, rest, **values).all)
        with pytest.raises(InvalidValue, match="empty list"):
            await run(_select(library, "id in ({keys})", keys=[]).all)
        with pytest.raises(QueryError, match="can't be the name"):
            await run(library.Author.sql("select * from {t:id}", t="a\0b").all)
    assert sent.sql == []


async def test_records_need_their_key(run: Runner, library: Library) -> None:
    with pytest.raises(QueryError, match="must return the key of Author: id is missing"):
        await run(library.Author.sql("select name from {t:id}", t=library.Author.__table_name__).all)  # type: ignore[attr-defined]
