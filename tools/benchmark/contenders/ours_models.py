"""The models of this library, shared by its synchronous and its asynchronous contender."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from rhosocial.activerecord import ActiveRecord, BelongsTo, Column, HasMany, Query, belongs_to, has_many
from tools.benchmark.dataset import AUTHORS_PER_FILTER


class Model(ActiveRecord):
    """The base that each contender points at its own database before a transaction."""

    __abstract__ = True


class Author(Model):
    """An author."""

    __table_name__ = "author"
    id: int | None = None
    name: Annotated[str, Field(max_length=100)]
    born: int
    articles: HasMany[Article] = has_many(inverse_of="author")


class Article(Model):
    """An article of ten columns."""

    __table_name__ = "article"
    id: int | None = None
    author_id: Annotated[int, Column(index=True)]
    title: Annotated[str, Field(max_length=200)]
    body: str
    score: float
    active: bool
    created_at: datetime
    price: Annotated[Decimal, Field(max_digits=12, decimal_places=2)]
    meta: dict[str, object]
    published_on: date
    author: BelongsTo[Author] = belongs_to(foreign_key="author_id")


def filtered(first: int) -> Query[Article]:
    """Build the small query of three conditions."""
    return Article.where(author_id__gte=first, author_id__lt=first + AUTHORS_PER_FILTER, active=True)


def joined(first: int) -> Query[Article]:
    """Build the join of five conditions."""
    return Article.join(Article.author).where(
        Article.author_id >= first,
        Article.active == True,  # noqa: E712
        Article.score > 10.0,
        Author.born < 1990,
        Author.name != "Author 1",
    )
