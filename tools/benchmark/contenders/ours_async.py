"""This library on an event loop: the same models, each call with its ``a`` in front."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import ClassVar, cast

from rhosocial.activerecord import Rollback, create_backend
from tools.benchmark.contenders.ours_models import Article, Author, Model, filtered, joined
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow


class AsyncRhosocial:
    """rhosocial-activerecord, asynchronous."""

    name: ClassVar[str] = "rhosocial, async"
    package: ClassVar[str] = "rhosocial-activerecord"
    imports: ClassVar[str] = "rhosocial.activerecord"

    async def open(self, url: str) -> None:
        self.backend = create_backend(url)
        Model.configure(self.backend)
        await Model.acreate_tables(Author, Article)

    async def close(self) -> None:
        await self.backend.aclose()

    async def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        await Author.ainsert_many(authors)
        await Article.ainsert_many(articles)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        Model.configure(self.backend)
        async with Model.atransaction():
            yield
            raise Rollback

    async def save_each(self, rows: Sequence[NewArticleRow]) -> list[Article]:
        saved: list[Article] = []
        for row in rows:
            article = Article(**row)
            await article.asave()
            saved.append(article)
        return saved

    async def insert_many(self, rows: Sequence[NewArticleRow]) -> None:
        await Article.ainsert_many(rows)

    async def find_each(self, keys: Sequence[int]) -> list[Article]:
        return [await Article.afind(key) for key in keys]

    async def load_all(self) -> list[Article]:
        return await Article.order_by("id").aall()

    async def filter_each(self, first_authors: Sequence[int]) -> list[list[Article]]:
        return [await filtered(first).aall() for first in first_authors]

    async def preload(self, until: int) -> list[list[Article]]:
        authors = await Author.where(id__lte=until).preload(Author.articles).aall()
        return [list(author.articles) for author in authors]

    async def change_each(self, keys: Sequence[int], title: str) -> None:
        for key in keys:
            article = await Article.afind(key)
            article.title = title
            await article.asave()

    async def values(self) -> list[ArticleRow]:
        return cast("list[ArticleRow]", await Article.order_by("id").avalues(*ARTICLE_COLUMNS))

    async def pluck(self) -> list[tuple[str, Decimal]]:
        return await Article.order_by("id").apluck(Article.title, Article.price)

    async def compile_join(self, first_authors: Sequence[int]) -> str:
        return [joined(first).to_sql()[0] for first in first_authors][-1]

    def row(self, record: Article) -> ArticleRow:
        return cast("ArticleRow", record.model_dump())
