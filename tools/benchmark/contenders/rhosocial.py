"""This library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, cast

from pydantic import Field
from rhosocial.activerecord import ActiveRecord, BelongsTo, Column, HasMany, Query, Rollback, belongs_to, has_many

from tools.benchmark.dataset import AUTHORS_PER_FILTER
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow


class Author(ActiveRecord):
    """An author."""

    __table_name__ = "author"
    id: int | None = None
    name: Annotated[str, Field(max_length=100)]
    born: int
    articles: HasMany[Article] = has_many(inverse_of="author")


class Article(ActiveRecord):
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
    meta: dict[str, Any]
    published_on: date
    author: BelongsTo[Author] = belongs_to(foreign_key="author_id")


def joined(first: int) -> Query[Article]:
    """Build the join of five conditions."""
    return Article.join(Article.author).where(
        Article.author_id >= first,
        Article.c.active == True,  # noqa: E712
        Article.score > 10.0,
        Author.born < 1990,
        Author.name != "Author 1",
    )


class Rhosocial:
    """rhosocial-activerecord."""

    name: ClassVar[str] = "rhosocial"
    package: ClassVar[str] = "rhosocial-activerecord"
    imports: ClassVar[str] = "rhosocial.activerecord"

    def open(self, url: str) -> None:
        ActiveRecord.configure("sqlite:///:memory:" if url == "sqlite://" else url)
        ActiveRecord.create_tables(Author, Article)

    def close(self) -> None:
        Article.backend().close()

    def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        Author.insert_many(authors)
        Article.insert_many(articles)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with Article.transaction():
            yield
            raise Rollback

    def save_each(self, rows: Sequence[NewArticleRow]) -> list[Article]:
        saved: list[Article] = []
        for row in rows:
            article = Article(**row)
            article.save()
            saved.append(article)
        return saved

    def insert_many(self, rows: Sequence[NewArticleRow]) -> None:
        Article.insert_many(rows)

    def find_each(self, keys: Sequence[int]) -> list[Article]:
        return [Article.find(key) for key in keys]

    def load_all(self) -> list[Article]:
        return Article.order_by("id").all()

    def filter_each(self, first_authors: Sequence[int]) -> list[list[Article]]:
        return [
            Article.where(author_id__gte=first, author_id__lt=first + AUTHORS_PER_FILTER, active=True).all()
            for first in first_authors
        ]

    def preload(self, until: int) -> list[list[Article]]:
        return [list(author.articles) for author in Author.where(Author.id <= until).preload(Author.articles)]

    def change_each(self, keys: Sequence[int], title: str) -> None:
        for key in keys:
            article = Article.find(key)
            article.title = title
            article.save()

    def values(self) -> list[ArticleRow]:
        return cast("list[ArticleRow]", Article.order_by("id").values(*ARTICLE_COLUMNS))

    def pluck(self) -> list[tuple[str, Decimal]]:
        return Article.order_by("id").pluck(Article.title, Article.price)

    def compile_join(self, first_authors: Sequence[int]) -> str:
        return [joined(first).to_sql() for first in first_authors][-1]

    def row(self, record: Article) -> ArticleRow:
        return cast("ArticleRow", record.model_dump())
