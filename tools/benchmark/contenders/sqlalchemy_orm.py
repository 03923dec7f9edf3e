"""SQLAlchemy's ORM, in the 2.x style its unified tutorial teaches."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, cast

from sqlalchemy import JSON, Engine, ForeignKey, Numeric, Select, String, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

from tools.benchmark.contenders.sqlalchemy_engine import make_engine
from tools.benchmark.dataset import AUTHORS_PER_FILTER
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow


class Base(DeclarativeBase):
    """The registry of this contender's tables."""


class Author(Base):
    """An author."""

    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    born: Mapped[int]
    articles: Mapped[list[Article]] = relationship(back_populates="author")


class Article(Base):
    """An article of ten columns."""

    __tablename__ = "article"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    score: Mapped[float]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    price: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    meta: Mapped[dict[str, object]] = mapped_column(JSON)
    published_on: Mapped[date]
    author: Mapped[Author] = relationship(back_populates="articles")


def filtered(first: int) -> Select[Article]:
    """Build the small query of three conditions."""
    return select(Article).where(
        Article.author_id >= first,
        Article.author_id < first + AUTHORS_PER_FILTER,
        Article.active == True,  # noqa: E712
    )


def joined(first: int) -> Select[Article]:
    """Build the join of five conditions."""
    return (
        select(Article)
        .join(Article.author)
        .where(
            Article.author_id >= first,
            Article.active == True,  # noqa: E712
            Article.score > 10.0,
            Author.born < 1990,
            Author.name != "Author 1",
        )
    )


class SQLAlchemyORM:
    """SQLAlchemy's ORM; a session for each transaction."""

    name: ClassVar[str] = "SQLAlchemy"
    package: ClassVar[str] = "sqlalchemy"
    imports: ClassVar[str] = "sqlalchemy.orm"
    engine: Engine
    session: Session

    def open(self, url: str) -> None:
        self.engine = make_engine(url)
        Base.metadata.create_all(self.engine)

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
        self.session.connection().execute(insert(Article), rows)

    def find_each(self, keys: Sequence[int]) -> list[Article]:
        return [self.session.get_one(Article, key) for key in keys]

    def load_all(self) -> list[Article]:
        return list(self.session.scalars(select(Article).order_by(Article.id)))

    def filter_each(self, first_authors: Sequence[int]) -> list[list[Article]]:
        return [list(self.session.scalars(filtered(first))) for first in first_authors]

    def preload(self, until: int) -> list[list[Article]]:
        query = select(Author).where(Author.id <= until).options(selectinload(Author.articles))
        return [author.articles for author in self.session.scalars(query)]

    def change_each(self, keys: Sequence[int], title: str) -> None:
        for key in keys:
            article = self.session.get_one(Article, key)
            article.title = title
            self.session.flush()

    def values(self) -> list[ArticleRow]:
        rows = self.session.connection().execute(select(*Article.__table__.columns).order_by(Article.id))
        return cast("list[ArticleRow]", [dict(zip(ARTICLE_COLUMNS, row, strict=True)) for row in rows])

    def pluck(self) -> list[tuple[str, Decimal]]:
        rows = self.session.connection().execute(select(Article.title, Article.price).order_by(Article.id))
        return [(title, price) for title, price in rows]

    def compile_join(self, first_authors: Sequence[int]) -> str:
        dialect = self.engine.dialect
        return [str(joined(first).compile(dialect=dialect)) for first in first_authors][-1]

    def row(self, record: Article) -> ArticleRow:
        return cast("ArticleRow", {column: getattr(record, column) for column in ARTICLE_COLUMNS})
