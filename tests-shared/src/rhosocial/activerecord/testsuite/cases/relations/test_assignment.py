"""What is assigned on one side is seen on the other, and saved in the right order or not at all."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field
from pydantic import ValidationError as PydanticError

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Column,
    HasMany,
    HasOne,
    RecordNotFound,
    RecordNotSaved,
    Rollback,
    ValidationError,
    belongs_to,
    has_many,
    has_one,
)
from rhosocial.activerecord.testsuite import Library, Models, Runner, Tables, statements


class Band(Models):
    """A band with players who may be in none, a manager, and a song of its own."""

    def __init__(self) -> None:
        class Group(ActiveRecord):
            name: str
            players: HasMany[Player] = has_many(order_by="name")
            manager: HasOne[Manager] = has_one()

        class Player(ActiveRecord):
            name: Annotated[str, Field(min_length=2, max_length=50)]
            group_id: int | None = None
            group: BelongsTo[Group | None] = belongs_to()

        class Manager(ActiveRecord):
            name: Annotated[str, Field(max_length=50), Column(unique=True)]
            group_id: int | None = None
            group: BelongsTo[Group | None] = belongs_to()

        super().__init__(Group, Player, Manager)


@pytest.fixture
def band(run: Runner, tables: Tables) -> Band:
    made = Band()
    run.drive(tables.create(*made.all))
    return made


def names(records: Any) -> list[str]:
    return [record.name for record in records]


async def test_assigning_a_parent_sets_the_key_and_the_other_side(run: Runner, library: Library) -> None:
    ann, ben = await run(library.Author.create, name="Ann"), await run(library.Author.create, name="Ben")
    book = await run(library.Book.create, author=ann, title="B")
    await run(ann.load, "books")
    await run(ben.load, "books")
    book.author = ben
    assert (book.author_id, book.author) == (ben.id, ben)
    assert (list(ann.books), list(ben.books)) == ([], [book])
    assert await run(library.Book.pluck, "author_id") == [ann.id]
    await run(book.save)
    assert await run(library.Book.pluck, "author_id") == [ben.id]


async def test_an_assigned_child_is_there_once_the_rest_is_loaded(run: Runner, library: Library) -> None:
    ann = await run(library.Author.create, name="Ann")
    await run(library.Book.create, author_id=ann.id, title="old")
    book = library.Book(author=ann, title="new")  # type: ignore[call-arg]  # the relation gives the key
    await run(ann.load, "books")
    assert [found.title for found in ann.books] == ["old", "new"]
    assert ann.books[1] is book
    await run(ann.save)
    assert book.is_persisted


async def test_saving_a_child_saves_its_new_parents_first(run: Runner, library: Library) -> None:
    author = library.Author(name="Ann")
    book = library.Book(title="B", author=author)  # type: ignore[call-arg]
    review = library.Review(stars=5, book=book)  # type: ignore[call-arg]
    assert await run(review.save) is True
    found = await run(library.Review.query().preload("book.author").one)
    assert (found.book.title, found.book.author.name) == ("B", "Ann")
    assert review.book.author is author


async def test_saving_a_parent_saves_its_new_children_after_it(run: Runner, library: Library) -> None:
    author = library.Author(name="Ann")
    book = library.Book.build(title="B", author=author)
    await run(author.books.add, library.Book.build(title="C", author=author))
    assert await run(author.save) is True
    assert [found.title for found in author.books] == ["B", "C"]
    assert {found.author_id for found in await run(library.Book.query().all)} == {author.id}
    assert book.author is author
    with statements() as sent:
        assert await run(author.save) is False
    assert sent.sql == []


async def test_a_failing_child_undoes_the_parent_and_all_keys(run: Runner, band: Band) -> None:
    await run(band.Manager.create, name="Joe")
    group = band.Group(name="G", manager=band.Manager(name="Joe"), players=[{"name": "Pia"}])
    with pytest.raises(ValidationError):
        await run(group.save)
    assert (group.is_new, group.id, group.manager.group_id, group.players[0].is_new) == (True, None, None, True)
    assert await run(band.Group.count) == await run(band.Player.count) == 0
    group.manager.name = "Jim"
    await run(group.save)
    assert names(await run(band.Player.where(group=group).all)) == ["Pia"]
    assert (await run(band.Manager.find_by, name="Jim")).group_id == group.id


async def test_nested_values_become_records(run: Runner, library: Library) -> None:
    with statements() as sent:
        author = await run(
            library.Author.create,
            name="Ann",
            address={"city": "Bern"},
            books=[{"title": "A1", "reviews": [{"stars": 5}]}, {"title": "A2"}],
        )
    assert sum(sql.upper().startswith("INSERT") for sql in sent.sql) == 5
    found = await run(library.Author.query().preload("books.reviews", "address").find, author.id)
    assert [(book.title, [review.stars for review in book.reviews]) for book in found.books] == [
        ("A1", [5]),
        ("A2", []),
    ]
    assert found.address is not None
    assert found.address.city == "Bern"


async def test_nested_values_are_all_validated_before_anything_is_written(run: Runner, library: Library) -> None:
    values: Any = {"name": "x" * 201, "books": [{"title": 7}, {"title": "B", "reviews": [{}]}, {"titel": "C"}]}
    with pytest.raises(ValidationError) as caught, statements() as sent:
        await run(library.Author.create, **values)
    assert sent.sql == []
    assert {detail["loc"] for detail in caught.value.errors()} == {
        ("name",),
        ("books", 0, "title"),
        ("books", 1, "reviews", 0, "stars"),
        ("books", 2, "title"),
        ("books", 2, "titel"),
    }


async def test_a_new_parent_is_created_too(run: Runner, library: Library) -> None:
    book = await run(library.Book.create, title="B", author=library.Author(name="Ann"))
    assert (await run(library.Author.one)).id == book.author_id
    values: dict[str, Any] = {"title": "B", "author": {}}
    with pytest.raises(PydanticError) as caught:
        library.Book(**values)
    assert [detail["loc"] for detail in caught.value.errors()] == [("author", "name")]


async def test_add_moves_records_from_where_they_were(run: Runner, band: Band) -> None:
    first = await run(band.Group.create, name="first", players=[{"name": "Pia"}, {"name": "Tom"}])
    second = await run(band.Group.create, name="second")
    await run(first.load, "players")
    await run(second.load, "players")
    pia = first.players[0]
    await run(second.players.add, pia, band.Player(name="Zoe"))
    assert (names(first.players), names(second.players)) == (["Tom"], ["Pia", "Zoe"])
    assert pia.group is second
    assert names(await run(second.players.query().all)) == ["Pia", "Zoe"]


async def test_remove_takes_the_key_away(run: Runner, band: Band) -> None:
    group = await run(band.Group.create, name="G", players=[{"name": "Pia"}, {"name": "Tom"}])
    pia = group.players[0]
    await run(group.players.remove, pia)
    assert (names(group.players), pia.group_id, pia.group) == (["Tom"], None, None)
    assert names(await run(band.Player.where(group_id=None).all)) == ["Pia"]
    with pytest.raises(RecordNotFound):
        await run(group.players.remove, pia)


async def test_remove_deletes_where_the_relation_says_so(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", books=[{"title": "A1"}, {"title": "A2"}])
    gone = author.books[0]
    await run(author.books.remove, gone)
    assert gone.is_deleted
    assert await run(library.Book.pluck, "title") == ["A2"]


async def test_a_key_that_can_not_be_null_is_not_taken_away(run: Runner, library: Library) -> None:
    book = await run(library.Book.create, title="B", author=library.Author(name="Ann"))

    class Writer(library.Author):  # type: ignore[misc, name-defined]
        __table_name__ = library.Author.__table_name__  # type: ignore[attr-defined]
        books: HasMany[Any] = has_many(foreign_key="author_id")

    Writer.books.__path__.last._target = library.Book
    writer = await run(Writer.find, book.author_id)
    await run(writer.load, "books")
    with pytest.raises(RecordNotSaved, match="author_id can't be null"):
        await run(writer.books.clear)
    assert await run(library.Book.count) == 1


async def test_clear_and_replace(run: Runner, band: Band) -> None:
    group = await run(band.Group.create, name="G", players=[{"name": "Pia"}, {"name": "Tom"}])
    tom, zoe = group.players[1], band.Player(name="Zoe")
    await run(group.players.replace, [tom, zoe])
    assert names(group.players) == names(await run(group.players.query().all)) == ["Tom", "Zoe"]
    await run(group.players.clear)
    assert names(group.players) == []
    assert await run(band.Player.where(group_id=None).count) == 3


async def test_assigned_records_replace_the_others_when_their_owner_is_saved(run: Runner, band: Band) -> None:
    group = await run(band.Group.create, name="G", players=[{"name": "Pia"}, {"name": "Tom"}])
    loaded = await run(band.Group.query().preload("players").find, group.id)
    with statements() as sent:
        loaded.players = [loaded.players[1], band.Player(name="Zoe")]
    assert sent.sql == []
    assert names(loaded.players) == ["Tom", "Zoe"]
    assert await run(loaded.save) is True
    assert names(await run(loaded.players.query().all)) == ["Tom", "Zoe"]
    assert names(await run(band.Player.where(group_id=None).all)) == ["Pia"]


async def test_assigning_the_one_record_lets_the_former_go(run: Runner, band: Band) -> None:
    group = await run(band.Group.create, name="G", manager={"name": "Joe"})
    group.manager = band.Manager(name="Ann")
    assert group.manager.group is group
    await run(group.save)
    rows = await run(band.Manager.order_by("name").pluck, "name", "group_id")
    assert rows == [("Ann", group.id), ("Joe", None)]
    group.manager = None
    await run(group.save)
    assert await run(band.Manager.where(group_id=None).count) == 2


async def test_what_is_of_another_model_is_refused(run: Runner, library: Library) -> None:
    author = library.Author(name="Ann")
    with pytest.raises(TypeError, match="books takes records of Book"):
        await run(author.books.add, author)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="author"):
        library.Book(title="B", author="Ann")  # type: ignore[arg-type, call-arg]


async def test_a_collection_can_be_written_without_being_loaded(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann", books=[{"title": "A1"}])
    author = await run(library.Author.one)
    with statements() as sent:
        await run(author.related("books").create, title="A2")
    assert not any(sql.upper().startswith("SELECT") for sql in sent.sql)
    await run(author.load, "books")
    assert [book.title for book in author.books] == ["A1", "A2"]


async def test_a_changed_key_loads_the_other_record(run: Runner, library: Library) -> None:
    ann, ben = await run(library.Author.create, name="Ann"), await run(library.Author.create, name="Ben")
    book = await run(library.Book.create, author=ann, title="B")
    book.author_id = ben.id
    await run(book.load, "author")
    assert book.author == ben


async def test_a_deleted_record_leaves_its_parents_collection(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", books=[{"title": "A1"}, {"title": "A2"}])
    await run(author.books[0].delete)
    assert [book.title for book in author.books] == ["A2"]


async def test_reload_forgets_what_was_loaded(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", books=[{"title": "A1"}])
    await run(library.Book.create, author_id=author.id, title="A2")
    await run(author.reload)
    await run(author.load, "books")
    assert [book.title for book in author.books] == ["A1", "A2"]


async def test_a_rollback_forgets_what_was_loaded_or_changed_in_it(run: Runner, library: Library) -> None:
    author = await run(library.Author.create, name="Ann", books=[{"title": "A1"}])
    other = await run(library.Author.find, author.id)
    async with run.transaction():
        await run(author.books.create, title="A2")
        await run(author.books[0].delete)
        await run(other.load, "books")
        raise Rollback
    for record in (author, other):
        await run(record.load, "books")
        assert [book.title for book in record.books] == ["A1"]
