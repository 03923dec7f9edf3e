"""SQLModel, in the style of its own tutorial."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"

# No `from __future__ import annotations`: SQLModel reads the relationships from evaluated annotations.
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import ClassVar, cast

from pydantic import NaiveDatetime
from sqlalchemy import JSON, Engine, insert, inspect
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tools.benchmark.contenders.sqlalchemy_engine import make_engine
from tools.benchmark.dataset import AUTHORS_PER_FILTER
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow


class Author(SQLModel, table=True):
    """An author."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    born: int
    articles: list["Article"] = Relationship(back_populates="author")


class Article(SQLModel, table=True):
    """An article of ten columns."""

    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="author.id", index=True)
    title: str = Field(max_length=200)
    body: str
    score: float
    active: bool
    created_at: NaiveDatetime
    price: Decimal = Field(max_digits=12, decimal_places=2)
    meta: dict[str, object] = Field(sa_type=JSON)
    published_on: date
    author: Author = Relationship(back_populates="articles")


# Class attributes are typed as their values, so the columns and the relation are taken from the mapper.
COLUMNS = [getattr(Article, column) for column in ARTICLE_COLUMNS]
ARTICLES = inspect(Author).relationships["articles"].class_attribute


def filtered(first: int) -> SelectOfScalar[Article]:
    """Build the small query of three conditions."""
    return select(Article).where(
        col(Article.author_id) >= first,
        col(Article.author_id) < first + AUTHORS_PER_FILTER,
        col(Article.active) == True,  # noqa: E712
    )


def joined(first: int) -> SelectOfScalar[Article]:
    """Build the join of five conditions."""
    return (
        select(Article)
        .join(Author)
        .where(
            col(Article.author_id) >= first,
            col(Article.active) == True,  # noqa: E712
            col(Article.score) > 10.0,
            col(Author.born) < 1990,
            col(Author.name) != "Author 1",
        )
    )


class SQLModelORM:
    """SQLModel; a session for each transaction."""

    name: ClassVar[str] = "SQLModel"
    package: ClassVar[str] = "sqlmodel"
    imports: ClassVar[str] = "sqlmodel"
    engine: Engine
    session: Session

    def open(self, url: str) -> None:
        self.engine = make_engine(url)
        tables = [SQLModel.metadata.tables[name] for name in ("author", "article")]
        SQLModel.metadata.create_all(self.engine, tables=tables)

    def close(self) -> None:
        self.engine.dispose()

    def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        with Session(self.engine) as session:
            session.execute(insert(Author), authors)
            session.execute(insert(Article), articles)
            session.commit()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with Session(self.engine) as self.session:
            yield

    def save_each(self, rows: Sequence[NewArticleRow]) -> list[Article]:
        session = self.session
        saved: list[Article] = []
        for row in rows:
            article = Article(**row)
            session.add(article)
            session.flush()
            saved.append(article)
        return saved

    def insert_many(self, rows: Sequence[NewArticleRow]) -> None:
        self.session.execute(insert(Article), rows)

    def find_each(self, keys: Sequence[int]) -> list[Article]:
        return [self.session.get_one(Article, key) for key in keys]

    def load_all(self) -> list[Article]:
        return list(self.session.exec(select(Article).order_by(col(Article.id))))

    def filter_each(self, first_authors: Sequence[int]) -> list[list[Article]]:
        return [list(self.session.exec(filtered(first))) for first in first_authors]

    def preload(self, until: int) -> list[list[Article]]:
        query = select(Author).where(col(Author.id) <= until).options(selectinload(ARTICLES))
        return [author.articles for author in self.session.exec(query)]

    def change_each(self, keys: Sequence[int], title: str) -> None:
        for key in keys:
            article = self.session.get_one(Article, key)
            article.title = title
            self.session.add(article)
            self.session.flush()

    def values(self) -> list[ArticleRow]:
        rows = self.session.exec(select(*COLUMNS).order_by(col(Article.id)))
        return cast("list[ArticleRow]", [dict(zip(ARTICLE_COLUMNS, row, strict=True)) for row in rows])

    def pluck(self) -> list[tuple[str, Decimal]]:
        query = select(col(Article.title), col(Article.price)).order_by(col(Article.id))
        return [(title, price) for title, price in self.session.exec(query)]

    def compile_join(self, first_authors: Sequence[int]) -> str:
        dialect = self.engine.dialect
        return [str(joined(first).compile(dialect=dialect)) for first in first_authors][-1]

    def row(self, record: Article) -> ArticleRow:
        return cast("ArticleRow", {column: getattr(record, column) for column in ARTICLE_COLUMNS})
