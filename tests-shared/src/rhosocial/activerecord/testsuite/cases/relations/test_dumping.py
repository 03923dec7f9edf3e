"""Records with related records as plain data."""

from __future__ import annotations

import json

import pytest

from rhosocial.activerecord import FieldNotFound, RelationNotLoaded
from rhosocial.activerecord.testsuite import Library, Runner, modes


async def test_relations_are_dumped_on_request(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann", books=[{"title": "A", "reviews": [{"stars": 5}]}, {"title": "B"}])
    author = await run(library.Author.query().preload("books.reviews", "address").one)
    assert "books" not in author.model_dump()
    dumped = author.model_dump(include_relations=["books.reviews", "address"], exclude={"born"})
    assert "born" not in dumped
    assert dumped["address"] is None
    assert [(book["title"], [review["stars"] for review in book["reviews"]]) for book in dumped["books"]] == [
        ("A", [5]),
        ("B", []),
    ]
    text = json.loads(author.model_dump_json(include_relations=["books"]))
    assert [type(book["price"]) for book in text["books"]] == [str, str]


async def test_the_schema_stays_plain(library: Library) -> None:
    assert "books" not in library.Author.model_json_schema()["properties"]


async def test_an_unknown_relation_is_refused(library: Library) -> None:
    with pytest.raises(FieldNotFound, match="reviews"):
        library.Author(name="Ann").model_dump(include_relations=["books.review"])


@modes("async")
async def test_dumping_loads_nothing_in_an_event_loop(run: Runner, library: Library) -> None:
    await run(library.Author.create, name="Ann")
    author = await run(library.Author.one)
    with pytest.raises(RelationNotLoaded):
        author.model_dump(include_relations=["books"])
