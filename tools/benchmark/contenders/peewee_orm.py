"""Peewee."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import ClassVar, cast

import peewee

from tools.benchmark.dataset import AUTHORS_PER_FILTER
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow
from tools.benchmark.urls import PRAGMAS, sqlite_path

database = peewee.SqliteDatabase(None, pragmas=PRAGMAS)
ROWS_PER_STATEMENT = 1000


class Author(peewee.Model):
    """An author."""

    id = peewee.AutoField()
    name = peewee.CharField(max_length=100)
    born = peewee.IntegerField()

    class Meta:
        database = database
        table_name = "author"


class Article(peewee.Model):
    """An article of ten columns."""

    id = peewee.AutoField()
    author = peewee.ForeignKeyField(Author, backref="articles")
    title = peewee.CharField(max_length=200)
    body = peewee.TextField()
    score = peewee.FloatField()
    active = peewee.BooleanField()
    created_at = peewee.DateTimeField()
    price = peewee.DecimalField(max_digits=12, decimal_places=2)
    meta = peewee.JSONField()
    published_on = peewee.DateField()

    class Meta:
        database = database
        table_name = "article"
        only_save_dirty = True


# Without the alias a dict would name the relation.
COLUMNS = [getattr(Article, column).alias(column) for column in ARTICLE_COLUMNS]


def filtered(first: int) -> peewee.ModelSelect[Article]:
    """Build the small query of three conditions."""
    return Article.select().where(
        Article.author >= first,
        Article.author < first + AUTHORS_PER_FILTER,
        Article.active == True,  # noqa: E712
    )


def joined(first: int) -> peewee.ModelSelect[Article]:
    """Build the join of five conditions."""
    return (
        Article.select()
        .join(Author)
        .where(
            Article.author >= first,
            Article.active == True,  # noqa: E712
            Article.score > 10.0,
            Author.born < 1990,
            Author.name != "Author 1",
        )
    )


class PeeweeORM:
    """Peewee."""

    name: ClassVar[str] = "Peewee"
    package: ClassVar[str] = "peewee"
    imports: ClassVar[str] = "peewee"

    def open(self, url: str) -> None:
        database.init(sqlite_path(url))
        database.connect()
        database.create_tables([Author, Article])

    def close(self) -> None:
        database.close()

    def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        with database.atomic():
            insert_in_batches(Author, authors)
            insert_in_batches(Article, articles)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with database.atomic() as transaction:
            yield
            transaction.rollback()

    def save_each(self, rows: Sequence[NewArticleRow]) -> list[Article]:
        return [Article.create(**row) for row in rows]

    def insert_many(self, rows: Sequence[NewArticleRow]) -> None:
        insert_in_batches(Article, rows)

    def find_each(self, keys: Sequence[int]) -> list[Article]:
        return [Article.get_by_id(key) for key in keys]

    def load_all(self) -> list[Article]:
        return list(Article.select().order_by(Article.id))

    def filter_each(self, first_authors: Sequence[int]) -> list[list[Article]]:
        return [list(filtered(first)) for first in first_authors]

    def preload(self, until: int) -> list[list[Article]]:
        authors = peewee.prefetch(Author.select().where(Author.id <= until), Article.select())
        return [author.articles for author in authors]

    def change_each(self, keys: Sequence[int], title: str) -> None:
        for key in keys:
            article = Article.get_by_id(key)
            article.title = title
            article.save()

    def values(self) -> list[ArticleRow]:
        return cast("list[ArticleRow]", list(Article.select(*COLUMNS).order_by(Article.id).dicts()))

    def pluck(self) -> list[tuple[str, Decimal]]:
        query = Article.select(Article.title, Article.price).order_by(Article.id)
        return cast("list[tuple[str, Decimal]]", list(query.tuples()))

    def compile_join(self, first_authors: Sequence[int]) -> str:
        return [joined(first).sql()[0] for first in first_authors][-1]

    def row(self, record: Article) -> ArticleRow:
        return cast("ArticleRow", {column: getattr(record, column) for column in ARTICLE_COLUMNS})


def insert_in_batches(model: type[peewee.Model], rows: Sequence[AuthorRow] | Sequence[NewArticleRow]) -> None:
    """Write rows in statements that stay below SQLite's limit of bound values."""
    for batch in peewee.chunked(rows, ROWS_PER_STATEMENT):
        model.insert_many(batch).execute()
