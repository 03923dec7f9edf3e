"""The verbs on the class that load or count: `Author.count()` is `Author.query().count()`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Any, TypeVar, cast

from ..backend.plan import arun, run
from .into import B
from .query import CHUNK, Query
from .scopes import apply_defaults
from .typing import typed_apluck, typed_pluck

M = TypeVar("M")


def query_of(cls: type[M]) -> Query[M]:
    """Return a model's query with its default scopes applied."""
    query: Query[M] = cls.__query__  # type: ignore[attr-defined]
    defaults = cls.__default_scopes__  # type: ignore[attr-defined]
    return apply_defaults(query, defaults) if defaults else query


class TerminalVerbs(type):
    """What a model class can be asked for at once."""

    def all(cls: type[M]) -> list[M]:
        """Load all records."""
        return query_of(cls).all()

    async def aall(cls: type[M]) -> list[M]:
        """Load all records."""
        return await query_of(cls).aall()

    def first(cls: type[M]) -> M | None:
        """Load the first record by key; None where there is none."""
        return query_of(cls).first()

    async def afirst(cls: type[M]) -> M | None:
        """Load the first record by key; None where there is none."""
        return await query_of(cls).afirst()

    def last(cls: type[M]) -> M | None:
        """Load the last record by key; None where there is none."""
        return query_of(cls).last()

    async def alast(cls: type[M]) -> M | None:
        """Load the last record by key; None where there is none."""
        return await query_of(cls).alast()

    def one(cls: type[M]) -> M:
        """Load the only record."""
        return query_of(cls).one()

    async def aone(cls: type[M]) -> M:
        """Load the only record."""
        return await query_of(cls).aone()

    def one_or_none(cls: type[M]) -> M | None:
        """Load the only record; None where there is none."""
        return query_of(cls).one_or_none()

    async def aone_or_none(cls: type[M]) -> M | None:
        """Load the only record; None where there is none."""
        return await query_of(cls).aone_or_none()

    def get(cls: type[M], key: Any, /) -> M | None:
        """Load the record of a key; None where there is none."""
        return query_of(cls).get(key)

    async def aget(cls: type[M], key: Any, /) -> M | None:
        """Load the record of a key; None where there is none."""
        return await query_of(cls).aget(key)

    def count(cls: type[M]) -> int:
        """Count the records."""
        return query_of(cls).count()

    async def acount(cls: type[M]) -> int:
        """Count the records."""
        return await query_of(cls).acount()

    def exists(cls: type[M]) -> bool:
        """Tell whether there is any record."""
        return query_of(cls).exists()

    async def aexists(cls: type[M]) -> bool:
        """Tell whether there is any record."""
        return await query_of(cls).aexists()

    def sum(cls: type[M], column: object, /) -> Any:
        """Add up a column."""
        return query_of(cls).sum(column)

    async def asum(cls: type[M], column: object, /) -> Any:
        """Add up a column."""
        return await query_of(cls).asum(column)

    def avg(cls: type[M], column: object, /) -> Any:
        """Average a column."""
        return query_of(cls).avg(column)

    async def aavg(cls: type[M], column: object, /) -> Any:
        """Average a column."""
        return await query_of(cls).aavg(column)

    def min(cls: type[M], column: object, /) -> Any:
        """The smallest value of a column."""
        return query_of(cls).min(column)

    async def amin(cls: type[M], column: object, /) -> Any:
        """The smallest value of a column."""
        return await query_of(cls).amin(column)

    def max(cls: type[M], column: object, /) -> Any:
        """The largest value of a column."""
        return query_of(cls).max(column)

    async def amax(cls: type[M], column: object, /) -> Any:
        """The largest value of a column."""
        return await query_of(cls).amax(column)

    def aggregate(cls, **expressions: Any) -> dict[str, Any]:
        """Compute several values over all records in one statement; see `Query.aggregate`."""
        return query_of(cast(Any, cls)).aggregate(**expressions)

    async def aaggregate(cls, **expressions: Any) -> dict[str, Any]:
        """Compute several values over all records in one statement; see `Query.aggregate`."""
        return await query_of(cast(Any, cls)).aaggregate(**expressions)

    def values(cls: type[M], /, *columns: object) -> list[dict[str, Any]]:
        """Load columns as dicts."""
        return query_of(cls).values(*columns)

    async def avalues(cls: type[M], /, *columns: object) -> list[dict[str, Any]]:
        """Load columns as dicts."""
        return await query_of(cls).avalues(*columns)

    def ids(cls: type[M]) -> list[Any]:
        """Load the keys."""
        return query_of(cls).ids()

    async def aids(cls: type[M]) -> list[Any]:
        """Load the keys."""
        return await query_of(cls).aids()

    def into(cls, model: type[B]) -> list[B]:
        """Load the records into any pydantic model; see `Query.into`."""
        return query_of(cast(Any, cls)).into(model)

    async def ainto(cls, model: type[B]) -> list[B]:
        """Load the records into any pydantic model; see `Query.into`."""
        return await query_of(cast(Any, cls)).ainto(model)

    def explain(cls, *, analyze: bool = False) -> str:
        """Return how the server would load the records."""
        return query_of(cast(Any, cls)).explain(analyze=analyze)

    async def aexplain(cls, *, analyze: bool = False) -> str:
        """Return how the server would load the records."""
        return await query_of(cast(Any, cls)).aexplain(analyze=analyze)

    def to_sql(cls) -> tuple[str, tuple[object, ...]]:
        """Return the SQL that loads the records, and its parameters; nothing is sent."""
        return query_of(cast(Any, cls)).to_sql()

    @typed_pluck
    def pluck(cls, /, *columns: object) -> list[Any]:
        """Load columns as tuples, or as plain values where only one is asked for."""
        return run(query_of(cast(Any, cls))._pluck_plan(columns))

    @typed_apluck
    async def apluck(cls, /, *columns: object) -> list[Any]:
        """Load columns as tuples, or as plain values where only one is asked for."""
        return await arun(query_of(cast(Any, cls))._pluck_plan(columns))

    def iterate(cls: type[M], chunk: int = CHUNK) -> Generator[M]:
        """Stream the records."""
        return query_of(cls).iterate(chunk)

    def aiterate(cls: type[M], chunk: int = CHUNK) -> AsyncGenerator[M]:
        """Stream the records."""
        return query_of(cls).aiterate(chunk)

    def in_batches(cls: type[M], size: int = CHUNK) -> Generator[list[M]]:
        """Stream lists of records."""
        return query_of(cls).in_batches(size)

    def ain_batches(cls: type[M], size: int = CHUNK) -> AsyncGenerator[list[M]]:
        """Stream lists of records."""
        return query_of(cls).ain_batches(size)
