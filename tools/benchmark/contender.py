"""What a contender offers: one method for each workload, the same for the raw driver, for us and for our peers.

Each method loops over its whole input, so that an asynchronous contender has the same methods as coroutines and enters
its event loop once a workload. Each is written as that library's own documentation advises.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from decimal import Decimal
from typing import ClassVar, Protocol, TypeVar

from tools.benchmark.rows import ArticleRow, AuthorRow, NewArticleRow

Record = TypeVar("Record")
Record_contra = TypeVar("Record_contra", contravariant=True)


class Named(Protocol[Record_contra]):
    """What every contender says of itself; ``Record_contra`` is what it makes of an article."""

    name: ClassVar[str]
    package: ClassVar[str]
    """The distribution whose version the report names."""
    imports: ClassVar[str]
    """The module whose import time is measured."""

    def row(self, record: Record_contra) -> ArticleRow:
        """Give a record's fields; used by the checks only, never timed."""
        ...


class Contender(Named[Record], Protocol[Record]):
    """One way of working with the database."""

    def open(self, url: str) -> None:
        """Connect to an empty database and create both tables."""

    def close(self) -> None:
        """Close every connection."""

    def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        """Store and commit the rows that every workload begins with."""

    def transaction(self) -> AbstractContextManager[None]:
        """Hold one transaction, and in it a fresh session where there is such a thing; roll back at its end."""
        ...

    def save_each(self, rows: Sequence[NewArticleRow]) -> list[Record]:
        """Write records one by one; each has its key afterwards."""
        ...

    def insert_many(self, rows: Sequence[NewArticleRow]) -> None:
        """Write all rows in as few statements as the library can."""

    def find_each(self, keys: Sequence[int]) -> list[Record]:
        """Load one record by key for each key."""
        ...

    def load_all(self) -> list[Record]:
        """Load every article as a record, by key."""
        ...

    def filter_each(self, first_authors: Sequence[int]) -> list[list[Record]]:
        """For each first author, load the active articles from that author to the next."""
        ...

    def preload(self, until: int) -> list[list[Record]]:
        """Load the authors up to this key with their articles; return the articles, read from each author."""
        ...

    def change_each(self, keys: Sequence[int], title: str) -> None:
        """For each key load the record, change its title and save it."""

    def values(self) -> list[ArticleRow]:
        """Read every article as a dict, by key."""
        ...

    def pluck(self) -> list[tuple[str, Decimal]]:
        """Read the title and the price of every article, by key."""
        ...

    def compile_join(self, first_authors: Sequence[int]) -> str:
        """For each first author, build and compile a join of both tables with five conditions; return the last SQL."""
        ...


class AsyncContender(Named[Record], Protocol[Record]):
    """One asynchronous way of working with the database: see ``Contender`` for what each method does."""

    async def open(self, url: str) -> None: ...
    async def close(self) -> None: ...
    async def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None: ...
    def transaction(self) -> AbstractAsyncContextManager[None]: ...
    async def save_each(self, rows: Sequence[NewArticleRow]) -> list[Record]: ...
    async def insert_many(self, rows: Sequence[NewArticleRow]) -> None: ...
    async def find_each(self, keys: Sequence[int]) -> list[Record]: ...
    async def load_all(self) -> list[Record]: ...
    async def filter_each(self, first_authors: Sequence[int]) -> list[list[Record]]: ...
    async def preload(self, until: int) -> list[list[Record]]: ...
    async def change_each(self, keys: Sequence[int], title: str) -> None: ...
    async def values(self) -> list[ArticleRow]: ...
    async def pluck(self) -> list[tuple[str, Decimal]]: ...
    async def compile_join(self, first_authors: Sequence[int]) -> str: ...
