"""This library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import ClassVar, cast

from rhosocial.activerecord import Rollback, create_backend
from tools.benchmark.contenders.ours_models import Article, Author, Model, filtered, joined
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow


class Rhosocial:
    """rhosocial-activerecord."""

    name: ClassVar[str] = "rhosocial"
    package: ClassVar[str] = "rhosocial-activerecord"
    imports: ClassVar[str] = "rhosocial.activerecord"

    def open(self, url: str) -> None:
        self.backend = create_backend(url)
        Model.configure(self.backend)
        Model.create_tables(Author, Article)

    def close(self) -> None:
        self.backend.close()

    def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        Author.insert_many(authors)
        Article.insert_many(articles)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        Model.configure(self.backend)
        with Model.transaction():
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
        return [filtered(first).all() for first in first_authors]

    def preload(self, until: int) -> list[list[Article]]:
        return [list(author.articles) for author in Author.where(id__lte=until).preload(Author.articles)]

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
        return [joined(first).to_sql()[0] for first in first_authors][-1]

    def row(self, record: Article) -> ArticleRow:
        return cast("ArticleRow", record.model_dump())
