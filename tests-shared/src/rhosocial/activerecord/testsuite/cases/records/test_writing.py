"""Records are created, changed and deleted one by one."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import (
    InvalidValue,
    QueryError,
    RecordNotFound,
    RecordNotSaved,
    StaleRecordError,
    ValidationError,
)
from rhosocial.activerecord.testsuite import Library, Runner, statements


async def test_a_created_record_has_its_key(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", born=1970)
    assert author.is_persisted
    assert isinstance(author.id, int)
    found = await run(library.Author.find, author.id)
    assert (found.name, found.born) == ("Ann", 1970)


async def test_two_records_have_two_keys(run: Runner, library: Library) -> None:
    ann, ben = await run(library.Author.create, name="Ann"), await run(library.Author.create, name="Ben")
    assert ann.id != ben.id
    assert await run(library.Author.count) == 2


async def test_save_inserts_a_new_record(run: Runner, library: Library) -> None:
    author = library.Author.build(name="Ann")
    assert author.is_new
    assert await run(author.save) is True
    assert author.is_persisted
    assert await run(library.Author.ids) == [author.id]


async def test_save_writes_nothing_where_nothing_changed(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    loaded = await run(library.Author.find, author.id)
    with statements() as sent:
        assert await run(author.save) is False
        assert await run(loaded.save) is False
    assert sent.sql == []


async def test_save_writes_the_changed_columns_only(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", born=1970)
    other = await run(library.Author.find, author.id)
    await run(other.update, name="Anne")
    author.born = 1971
    assert await run(author.save) is True
    found = await run(library.Author.find, author.id)
    assert (found.name, found.born) == ("Anne", 1971)


async def test_writing_the_value_that_is_there_already_is_no_error(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", born=1970)
    other = await run(library.Author.find, author.id)
    await run(other.update, born=1971)
    author.born = 1971
    assert await run(author.save) is True


async def test_update_validates_before_it_writes(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    with pytest.raises(ValidationError) as caught, statements() as sent:
        await run(author.update, name="Anne", born="long ago")
    assert [detail["loc"] for detail in caught.value.errors()] == [("born",)]
    assert sent.sql == []
    assert author.name == "Ann"


async def test_create_validates_before_it_writes(run: Runner, library: Library) -> None:
    with pytest.raises(ValidationError), statements() as sent:
        await run(library.Author.create, name="x" * 201)
    assert sent.sql == []


async def test_delete_removes_the_row(run: Runner, library: Library) -> None:
    ann, ben = await run(library.Author.create, name="Ann"), await run(library.Author.create, name="Ben")
    assert await run(ann.delete) is True
    assert ann.is_deleted
    assert await run(library.Author.ids) == [ben.id]


async def test_a_deleted_record_is_not_saved_again(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    await run(author.delete)
    author.name = "Anne"
    with pytest.raises(RecordNotSaved):
        await run(author.save)
    with pytest.raises(RecordNotSaved):
        await run(author.delete)


async def test_writing_a_row_that_is_gone_raises(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    same = await run(library.Author.find, author.id)
    await run(author.delete)
    same.name = "Anne"
    with pytest.raises(StaleRecordError):
        await run(same.save)
    with pytest.raises(StaleRecordError):
        await run(same.delete)
    with pytest.raises(StaleRecordError):
        await run(same.reload)


async def test_reload_takes_what_the_database_has(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    other = await run(library.Author.find, author.id)
    await run(other.update, name="Anne")
    author.born = 1970
    await run(author.reload)
    assert author.model_dump(include={"name", "born"}) == {"name": "Anne", "born": None}
    assert not author.changed


async def test_none_is_written_as_null(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", born=1970)
    await run(author.update, born=None)
    assert await run(library.Author.where(born=None).ids) == [author.id]


async def test_what_is_not_there_is_not_found(run: Runner, library: Library) -> None:
    with pytest.raises(RecordNotFound):
        await run(library.Author.find, 12345)
    assert await run(library.Author.get, 12345) is None


async def test_a_new_record_has_nothing_to_reload(run: Runner, library: Library) -> None:
    with pytest.raises(RecordNotSaved, match="never saved") as caught, statements() as sent:
        await run(library.Author(name="Ann").reload)
    assert (sent.sql, caught.value.__cause__) == ([], None)


async def test_an_error_shows_a_key_as_it_is(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann")
    await run(library.Author.where(id=author.id).delete)
    with pytest.raises(StaleRecordError, match=f"Author {author.id} was"):
        await run(author.update, name="Anne")
    with pytest.raises(StaleRecordError, match=f"Author {author.id} has no row"):
        await run(author.reload)


async def test_a_record_takes_no_expression(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", born=1970)
    with pytest.raises(InvalidValue, match=r"increment\('born', by=…\)"), statements() as sent:
        await run(author.update, born=library.Author.c.id + 1)
    assert (author.born, sent.sql) == (1970, [])


async def test_get_or_create_looks_for_something(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann")
    for verb in (library.Author.get_or_create, library.Author.update_or_create):
        with pytest.raises(QueryError, match="values to look for"), statements() as sent:
            await run(verb, defaults={"name": "Ben"})
        assert sent.sql == []
