"""Models name each other across modules, in circles, before they are defined; a wrong name says what is wrong."""

from __future__ import annotations

import gc
import importlib
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rhosocial.activerecord import ConfigurationError, assert_queries
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend

HEAD = """
from __future__ import annotations
from typing import TYPE_CHECKING, Annotated
from rhosocial.activerecord import ActiveRecord, BelongsTo, HasMany, HasOne, belongs_to, has_many, has_one
"""
Modules = Callable[..., Any]
_NUMBERS = itertools.count()


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Modules]:
    """Write modules whose names get a prefix of the test's own, here written `@`, and import them in turn."""
    monkeypatch.syspath_prepend(str(tmp_path))
    gc.collect()  # the models of the test before have the same names
    prefix, made = f"named{next(_NUMBERS)}_", []

    def define(**sources: str) -> list[Any]:
        for name, source in sources.items():
            (tmp_path / f"{prefix}{name}.py").write_text((HEAD + source).replace("@", prefix))
            made.append(f"{prefix}{name}")
        importlib.invalidate_caches()
        return [importlib.import_module(f"{prefix}{name}") for name in sources]

    yield define
    for name in made:
        sys.modules.pop(name, None)


AUTHORS = """
if TYPE_CHECKING:
    from @books import Tome

class Writer(ActiveRecord):
    name: str
    books: HasMany[Tome] = has_many(inverse_of="writer")
    latest: HasOne[Tome] = has_one(order_by="-id")
"""
BOOKS = """
from @authors import Writer

class Tome(ActiveRecord):
    title: str
    writer_id: int
    writer: BelongsTo[Writer] = belongs_to(inverse_of="books")
    sequel_of_id: int | None = None
    sequel_of: BelongsTo[Tome | None] = belongs_to(foreign_key="sequel_of_id")
"""


def test_a_circle_across_modules(modules: Modules, memory: SQLiteBackend) -> None:
    authors, books = modules(authors=AUTHORS, books=BOOKS)
    authors.Writer.configure(memory)
    books.Tome.configure(memory)
    authors.Writer.create_tables(books.Tome, authors.Writer)
    writer = authors.Writer.create(name="Ann", books=[{"title": "A"}, {"title": "B"}])
    assert writer.books[0].writer is writer
    assert [book.title for book in authors.Writer.query().preload("books").one().books] == ["A", "B"]
    assert authors.Writer.one().latest.title == "B"
    assert authors.Writer.books.__path__.last.target is books.Tome


def test_a_model_defined_later_is_found_once_it_is_there(modules: Modules) -> None:
    (authors,) = modules(authors=AUTHORS.replace("books: HasMany[Tome]", "books: HasMany['LaterTome']"))
    with pytest.raises(ConfigurationError, match=r"Writer has a relation to 'LaterTome', and no model of that name"):
        authors.Writer.books.any()
    (books,) = modules(books=BOOKS.replace("class Tome", "class LaterTome").replace("[Tome ", "[LaterTome "))
    assert authors.Writer.books.__path__.last.target is books.LaterTome


def test_an_unknown_name_says_the_nearest_and_sends_nothing(modules: Modules) -> None:
    wrong = AUTHORS.replace("books: HasMany[Tome]", "books: HasMany['Tomme']")
    authors, _ = modules(authors=wrong, books=BOOKS)
    authors.Writer.configure("sqlite://")
    calls = (
        lambda: authors.Writer.where(authors.Writer.books.any()),
        lambda: authors.Writer.where(books__title="A"),
        lambda: authors.Writer.query().preload("books.writer"),
        lambda: authors.Writer(name="Ann", books=[{"title": "A"}]),
    )
    with assert_queries(exactly=0):
        for call in calls:
            with pytest.raises(ConfigurationError, match=r"no model of that name is imported; did you mean 'Tome"):
                call()


def test_a_name_that_several_models_have(modules: Modules) -> None:
    shelf = """
class Shelf(ActiveRecord):
    items: HasMany[{}] = has_many()
"""
    item = """
class Item(ActiveRecord):
    shelf_id: int
"""
    one, two, three, four = modules(one=item, two=item, three=shelf.format("Item"), four=shelf.format("'@two.Item'"))
    with pytest.raises(ConfigurationError, match=r"'Item', which several models are called: .*one\.Item, .*two\.Item"):
        three.Shelf.items.any()
    assert four.Shelf.items.__path__.last.target is two.Item
    (five,) = modules(five=item + shelf.format("Item"))
    assert five.Shelf.items.__path__.last.target is five.Item
    assert one.Item is not two.Item


def test_through_names_that_lead_nowhere(modules: Modules) -> None:
    source = """
class Tag(ActiveRecord):
    name: str

class Article(ActiveRecord):
    taggings: HasMany[Tagging] = has_many()
    tags: HasMany[Tag] = has_many(through="Taging")
    labels: HasMany[Tag] = has_many(through="taggings")
    marks: HasMany[Tag] = has_many(through="taggings", source="tagg")

class Tagging(ActiveRecord):
    article_id: int
    tag_id: int
    article: BelongsTo[Article] = belongs_to()
    tag: BelongsTo[Tag] = belongs_to()
"""
    (shop,) = modules(shop=source)
    article = shop.Article
    with pytest.raises(ConfigurationError, match=r"relation to 'Taging', and no model .* did you mean 'Tagging'"):
        article.tags.any()
    with pytest.raises(ConfigurationError, match=r"Article.labels: Tagging has no relation 'labels' or 'label'"):
        article.labels.any()
    with pytest.raises(ConfigurationError, match=r"Article.marks: Tagging has no relation 'tagg'; did you mean 'tag'"):
        article.marks.any()
