"""Tags: a comment that tells, in the server's logs, where a statement came from."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import QueryError, col
from rhosocial.activerecord.testsuite import Library, Runner, statements

VALUES = {
    "/authors?a=1": "~2Fauthors~3Fa~3D1",
    "*/ drop table": "~2A~2F~20drop~20table",
    "50%": "50~25",
    "%s": "~25s",
    "it's": "it~27s",
    "é": "~C3~A9",
    "a-b_c.d": "a-b_c.d",
    "\n--": "~0A--",
}


@pytest.mark.parametrize("value", VALUES)
async def test_a_comment_goes_along(run: Runner, library: Library, value: str) -> None:
    ann = await run(library.Author.create, name="Ann", born=1970)
    query = library.Author.where(name="Ann").tag(route=value, job=7)
    with statements() as sent:
        assert [author.id for author in await run(query.all)] == [ann.id]
        assert await run(query.count) == 1
        assert await run(query.exists)
        assert await run(query.pluck, "name") == ["Ann"]
        assert [author.id async for author in run.each(query.iterate)] == [ann.id]
        assert await run(query.update, born=col(library.Author.born) + 1) == 1
        assert await run(query.delete) == 1
    assert {sql.rpartition(" /*")[2] for sql in sent.sql} == {f"job='7',route='{VALUES[value]}'*/"}


async def test_a_later_tag_replaces_one_of_its_name(run: Runner, library: Library) -> None:
    with statements() as sent:
        await run(library.Author.tag(a=1).tag(b=2).tag(a=3).all)
    assert sent.sql[0].endswith(" /*a='3',b='2'*/")


async def test_a_tag_has_a_plain_name(run: Runner, library: Library) -> None:
    for name in ("a b", "*/", "é", "", "a'"):
        with pytest.raises(QueryError, match="can't name a tag"):
            await run(library.Author.tag(**{name: 1}).all)
