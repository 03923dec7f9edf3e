"""The shape of the data: ten columns of int, text, float, bool, datetime, Decimal, JSON and date."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict


class AuthorRow(TypedDict):
    """One author, as every contender must give it back."""

    id: int
    name: str
    born: int


class NewArticleRow(TypedDict):
    """An article whose key the database has yet to give."""

    author_id: int
    title: str
    body: str
    score: float
    active: bool
    created_at: datetime
    price: Decimal
    meta: dict[str, object]
    published_on: date


class ArticleRow(NewArticleRow):
    """One stored article, as every contender must give it back."""

    id: int


ARTICLE_COLUMNS = (
    "id",
    "author_id",
    "title",
    "body",
    "score",
    "active",
    "created_at",
    "price",
    "meta",
    "published_on",
)
