"""The floor: sqlite3 with the SQL written by hand and every value converted to the same Python type.

A row becomes a plain dict, the cheapest thing that still has named fields.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import ClassVar

from tools.benchmark.contenders.floor_rows import to_article, to_parameters
from tools.benchmark.dataset import AUTHORS_PER_FILTER
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow
from tools.benchmark.urls import PRAGMA_STATEMENTS, sqlite_path

SCHEMA = """
CREATE TABLE author (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL, born INTEGER NOT NULL);
CREATE TABLE article (
    id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES author (id), title VARCHAR(200) NOT NULL,
    body TEXT NOT NULL, score REAL NOT NULL, active BOOLEAN NOT NULL, created_at TEXT NOT NULL, price TEXT NOT NULL,
    meta TEXT NOT NULL, published_on TEXT NOT NULL
);
CREATE INDEX article_author_id ON article (author_id);
"""
COLUMNS = ", ".join(ARTICLE_COLUMNS)
NEW_COLUMNS = ", ".join(ARTICLE_COLUMNS[1:])
PLACES = ", ".join("?" * len(ARTICLE_COLUMNS))
NEW_PLACES = ", ".join("?" * len(ARTICLE_COLUMNS[1:]))
INSERT_AUTHOR = "INSERT INTO author (id, name, born) VALUES (:id, :name, :born)"
INSERT_STORED = f"INSERT INTO article ({COLUMNS}) VALUES ({PLACES})"
INSERT_NEW = f"INSERT INTO article ({NEW_COLUMNS}) VALUES ({NEW_PLACES})"
SELECT_ALL = f"SELECT {COLUMNS} FROM article ORDER BY id"
SELECT_BY_KEY = f"SELECT {COLUMNS} FROM article WHERE id = ?"
SELECT_FILTERED = f"SELECT {COLUMNS} FROM article WHERE author_id >= ? AND author_id < ? AND active = ?"
SELECT_AUTHORS = "SELECT id, name, born FROM author WHERE id <= ?"
SELECT_BY_AUTHORS = f"SELECT {COLUMNS} FROM article WHERE author_id IN (%s)"
SELECT_PLUCKED = "SELECT title, price FROM article ORDER BY id"
SELECT_JOINED = f"""SELECT {", ".join(f"article.{column}" for column in ARTICLE_COLUMNS)}
FROM article JOIN author ON author.id = article.author_id
WHERE article.author_id >= ? AND article.active = ? AND article.score > ? AND author.born < ? AND author.name <> ?"""
UPDATE_TITLE = "UPDATE article SET title = ? WHERE id = ?"


class AuthorWithArticles(AuthorRow):
    """An author and what was preloaded for it."""

    articles: list[ArticleRow]


class Floor:
    """The raw driver."""

    name: ClassVar[str] = "floor (sqlite3)"
    package: ClassVar[str] = ""
    imports: ClassVar[str] = "sqlite3"

    def open(self, url: str) -> None:
        self.connection = sqlite3.connect(sqlite_path(url), isolation_level=None)
        for pragma in PRAGMA_STATEMENTS:
            self.connection.execute(pragma)
        self.connection.executescript(SCHEMA)

    def close(self) -> None:
        self.connection.close()

    def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        execute = self.connection.execute
        execute("BEGIN")
        self.connection.executemany(INSERT_AUTHOR, authors)
        self.connection.executemany(INSERT_STORED, [(row["id"], *to_parameters(row)) for row in articles])
        execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def save_each(self, rows: Sequence[NewArticleRow]) -> list[ArticleRow]:
        execute = self.connection.execute
        saved: list[ArticleRow] = []
        for row in rows:
            key = execute(INSERT_NEW, to_parameters(row)).lastrowid
            assert key is not None
            saved.append({"id": key, **row})
        return saved

    def insert_many(self, rows: Sequence[NewArticleRow]) -> None:
        self.connection.executemany(INSERT_NEW, [to_parameters(row) for row in rows])

    def find_each(self, keys: Sequence[int]) -> list[ArticleRow]:
        execute = self.connection.execute
        return [to_article(execute(SELECT_BY_KEY, (key,)).fetchone()) for key in keys]

    def load_all(self) -> list[ArticleRow]:
        return [to_article(stored) for stored in self.connection.execute(SELECT_ALL)]

    def filter_each(self, first_authors: Sequence[int]) -> list[list[ArticleRow]]:
        execute = self.connection.execute
        return [
            [to_article(stored) for stored in execute(SELECT_FILTERED, (first, first + AUTHORS_PER_FILTER, True))]
            for first in first_authors
        ]

    def preload(self, until: int) -> list[list[ArticleRow]]:
        rows = self.connection.execute(SELECT_AUTHORS, (until,))
        authors: dict[int, AuthorWithArticles] = {
            key: {"id": key, "name": name, "born": born, "articles": []} for key, name, born in rows
        }
        places = ", ".join("?" * len(authors))
        for stored in self.connection.execute(SELECT_BY_AUTHORS % places, tuple(authors)):
            article = to_article(stored)
            authors[article["author_id"]]["articles"].append(article)
        return [author["articles"] for author in authors.values()]

    def change_each(self, keys: Sequence[int], title: str) -> None:
        execute = self.connection.execute
        for key in keys:
            article = to_article(execute(SELECT_BY_KEY, (key,)).fetchone())
            article["title"] = title
            execute(UPDATE_TITLE, (article["title"], article["id"]))

    def values(self) -> list[ArticleRow]:
        return self.load_all()

    def pluck(self) -> list[tuple[str, Decimal]]:
        return [(title, Decimal(price)) for title, price in self.connection.execute(SELECT_PLUCKED)]

    def compile_join(self, first_authors: Sequence[int]) -> str:
        """Hand-written SQL is compiled already: what is left is its parameters."""
        for first in first_authors:
            _parameters = (first, True, 10.0, 1990, "Author 1")
        return SELECT_JOINED

    def row(self, record: ArticleRow) -> ArticleRow:
        return record
