"""FastAPI returns records with their related records, whichever way they are given to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.exceptions import ResponseValidationError
from pydantic import BaseModel, ConfigDict

from rhosocial.activerecord import ActiveRecord, BelongsTo, HasMany, belongs_to, create_backend, has_many


class Model(ActiveRecord):
    __abstract__ = True


class Author(Model):
    name: str
    books: HasMany[Book] = has_many(inverse_of="author", order_by="id")


class Book(Model):
    author_id: int
    title: str
    author: BelongsTo[Author] = belongs_to(inverse_of="books")


class BookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    title: str


class AuthorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    name: str
    books: list[BookOut]


app = FastAPI()


@app.get("/into")
async def into() -> list[AuthorOut]:
    return await Author.query().ainto(AuthorOut)


@app.get("/records", response_model=list[AuthorOut])
async def records() -> list[Author]:
    return await Author.preload("books", strategy="join").aall()


@app.get("/sync", response_model=list[AuthorOut])
def in_a_thread() -> list[Author]:
    return Author.preload("books").all()


@app.get("/dump")
async def dump() -> list[dict[str, Any]]:
    authors = await Author.preload("books").aall()
    return [author.model_dump(include_relations=["books"], exclude={"id"}) for author in authors]


@app.get("/unloaded", response_model=list[AuthorOut])
async def unloaded() -> list[Author]:
    return await Author.query().aall()


@app.get("/fields")
async def fields() -> list[Author]:
    return await Author.aall()


@app.post("/authors")
async def create(author: Author) -> Author:
    await author.asave()
    return author


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path) -> Iterator[None]:
    backend = create_backend(f"sqlite:///{tmp_path}/library.db")
    Model.configure(backend)
    Model.create_tables(Author, Book)
    Author.create(name="Ann", books=[{"title": "A"}, {"title": "B"}])
    yield
    backend.close()


def ask(path: str, body: object = None) -> tuple[int, Any]:
    """Send a request to the application, without a server between."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"" if body is None else json.dumps(body).encode()}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET" if body is None else "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], json.loads(b"".join(message.get("body", b"") for message in sent))


@pytest.mark.parametrize("path", ["/into", "/records", "/sync"])
def test_nested_models_are_filled_from_loaded_relations(path: str) -> None:
    assert ask(path) == (200, [{"name": "Ann", "books": [{"title": "A"}, {"title": "B"}]}])


def test_a_dump_has_the_relations_asked_for() -> None:
    status, (author,) = ask("/dump")
    assert status == 200
    assert [book["title"] for book in author["books"]] == ["A", "B"]


def test_a_relation_that_is_not_loaded_is_an_error_that_says_so() -> None:
    with pytest.raises(ResponseValidationError, match=r"RelationNotLoaded: Author\.books is not loaded"):
        ask("/unloaded")


def test_a_record_alone_is_its_fields() -> None:
    assert ask("/fields") == (200, [{"id": 1, "name": "Ann"}])
    assert ask("/authors", {"name": "Bea"}) == (200, {"id": 2, "name": "Bea"})
    assert ask("/authors", {"name": "Bea", "books": []})[0] == 422


def test_the_schema_is_that_of_the_fields() -> None:
    assert list(app.openapi()["components"]["schemas"]["Author"]["properties"]) == ["id", "name"]
