"""Pony."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, cast

from pony import orm

from tools.benchmark.dataset import AUTHORS_PER_FILTER
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow
from tools.benchmark.urls import PRAGMA_STATEMENTS, sqlite_path


def define(database: orm.Database) -> tuple[type[orm.core.Entity], type[orm.core.Entity]]:
    """Define the entities of one database: Pony binds entities once, so each opening has its own."""

    class Author(database.Entity):
        _table_ = "author"
        id = orm.PrimaryKey(int, auto=True)
        name = orm.Required(str, 100)
        born = orm.Required(int)
        articles = orm.Set("Article")

    class Article(database.Entity):
        _table_ = "article"
        id = orm.PrimaryKey(int, auto=True)
        author = orm.Required(Author, column="author_id", index=True)
        title = orm.Required(str, 200)
        body = orm.Required(orm.LongStr, lazy=False)
        score = orm.Required(float)
        active = orm.Required(bool)
        created_at = orm.Required(datetime)
        price = orm.Required(Decimal, 12, 2)
        meta = orm.Required(orm.Json)
        published_on = orm.Required(date)

    return Author, Article


def set_pragmas(_: orm.Database, connection: sqlite3.Connection) -> None:
    """Set SQLite as for every contender."""
    for pragma in PRAGMA_STATEMENTS:
        connection.execute(pragma)


class PonyORM:
    """Pony; a session for each transaction."""

    name: ClassVar[str] = "Pony"
    package: ClassVar[str] = "pony"
    imports: ClassVar[str] = "pony.orm"

    def open(self, url: str) -> None:
        self.database = orm.Database()
        self.author, self.article = define(self.database)
        self.database.on_connect(provider="sqlite")(set_pragmas)
        self.database.bind(provider="sqlite", filename=sqlite_path(url), create_db=True)
        self.database.generate_mapping(create_tables=True)

    def close(self) -> None:
        self.database.disconnect()

    def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        with orm.db_session:
            for author in authors:
                self.author(**author)
            for article in articles:
                self._build(article)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with orm.db_session:
            self.database.execute("SELECT 1")
            yield
            orm.rollback()

    def _build(self, row: NewArticleRow) -> orm.core.Entity:
        values = dict(row)
        return self.article(author=values.pop("author_id"), **values)

    def save_each(self, rows: Sequence[NewArticleRow]) -> list[orm.core.Entity]:
        saved: list[orm.core.Entity] = []
        for row in rows:
            article = self._build(row)
            article.flush()
            saved.append(article)
        return saved

    def insert_many(self, rows: Sequence[NewArticleRow]) -> None:
        for row in rows:
            self._build(row)
        orm.flush()

    def find_each(self, keys: Sequence[int]) -> list[orm.core.Entity]:
        article = self.article
        return [article[key] for key in keys]

    def load_all(self) -> list[orm.core.Entity]:
        return list(self.article.select().order_by(self.article.id))

    def filter_each(self, first_authors: Sequence[int]) -> list[list[orm.core.Entity]]:
        return [list(self._filtered(first)) for first in first_authors]

    def _filtered(self, first: int) -> orm.core.Query:
        until = first + AUTHORS_PER_FILTER
        return self.article.select(lambda a: a.author.id >= first and a.author.id < until and a.active)

    def preload(self, until: int) -> list[list[orm.core.Entity]]:
        authors = self.author.select(lambda a: a.id <= until).prefetch(self.author.articles)
        return [list(author.articles) for author in authors]

    def change_each(self, keys: Sequence[int], title: str) -> None:
        for key in keys:
            article = self.article[key]
            article.title = title
            article.flush()

    def values(self) -> list[ArticleRow]:
        rows = orm.select(
            (a.id, a.author.id, a.title, a.body, a.score, a.active, a.created_at, a.price, a.meta, a.published_on)
            for a in self.article
        ).order_by(1)
        return cast("list[ArticleRow]", [dict(zip(ARTICLE_COLUMNS, row, strict=True)) for row in rows])

    def pluck(self) -> list[tuple[str, Decimal]]:
        return [row[1:] for row in orm.select((a.id, a.title, a.price) for a in self.article).order_by(1)]

    def compile_join(self, first_authors: Sequence[int]) -> str:
        return [self._joined(first).get_sql() for first in first_authors][-1]

    def _joined(self, first: int) -> orm.core.Query:
        return self.article.select(
            lambda a: (
                a.author.id >= first
                and a.active
                and a.score > 10.0
                and a.author.born < 1990
                and a.author.name != "Author 1"
            )
        )

    def row(self, record: orm.core.Entity) -> ArticleRow:
        values = record.to_dict(ARTICLE_COLUMNS[2:])
        return cast("ArticleRow", {"id": record.id, "author_id": record.author.id, **values})
