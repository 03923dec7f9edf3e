"""The query verbs on the class: `Author.where(…)` is `Author.query().where(…)`.

They are typed on the metaclass, so that a field may bear a verb's name without a quarrel with the type checker, and
found at run time through a descriptor in the class's own ancestry, so that `super().where(…)` works too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

from ..backend.expression.expression import Expression
from ..backend.plan import arun, run
from .query import CHUNK, Query
from .typing import typed_apluck, typed_pluck

M = TypeVar("M")

BUILDING: ContextVar[frozenset[str]] = ContextVar("building", default=frozenset())
"""The fields of the model class that is being made: pydantic must not take a verb or a column for a field's default."""


class QueryVerbs(type):
    """What a model class can be asked directly."""

    def query(cls: type[M]) -> Query[M]:
        """Return a query for all records."""
        return Query(cls)

    def where(
        cls: type[M],
        /,
        *conditions: Expression[bool] | bool | Callable[[M], Expression[bool] | bool],
        **lookups: object,
    ) -> Query[M]:
        """Keep the records that meet all conditions; see `Query.where`."""
        return Query(cls).where(*conditions, **lookups)

    def where_not(
        cls: type[M],
        /,
        *conditions: Expression[bool] | bool | Callable[[M], Expression[bool] | bool],
        **lookups: object,
    ) -> Query[M]:
        """Keep the records that do not meet the conditions."""
        return Query(cls).where_not(*conditions, **lookups)

    def order_by(cls: type[M], /, *keys: object) -> Query[M]:
        """Order by fields: names, `-name`, columns."""
        return Query(cls).order_by(*keys)

    def limit(cls: type[M], number: int, /) -> Query[M]:
        """Keep at most so many records."""
        return Query(cls).limit(number)

    def offset(cls: type[M], number: int, /) -> Query[M]:
        """Leave out so many records from the start."""
        return Query(cls).offset(number)

    def distinct(cls: type[M]) -> Query[M]:
        """Leave out rows that repeat another."""
        return Query(cls).distinct()

    def none(cls: type[M]) -> Query[M]:
        """Match nothing."""
        return Query(cls).none()

    def select(cls: type[M], /, *columns: object) -> Query[M]:
        """Load only some fields."""
        return Query(cls).select(*columns)

    def join(cls: type[M], /, *relations: object) -> Query[M]:
        """Join the tables of relations."""
        return Query(cls).join(*relations)

    def left_join(cls: type[M], /, *relations: object) -> Query[M]:
        """Join the tables of relations, keeping records without a match."""
        return Query(cls).left_join(*relations)

    def preload(cls: type[M], /, *relations: object) -> Query[M]:
        """Load relations along."""
        return Query(cls).preload(*relations)

    def validated(cls: type[M]) -> Query[M]:
        """Have pydantic validate every record as it is loaded."""
        return Query(cls).validated()

    def readonly(cls: type[M]) -> Query[M]:
        """Load records that refuse to be saved."""
        return Query(cls).readonly()

    def all(cls: type[M]) -> list[M]:
        """Load all records."""
        return Query(cls).all()

    async def aall(cls: type[M]) -> list[M]:
        """Load all records."""
        return await Query(cls).aall()

    def first(cls: type[M]) -> M | None:
        """Load the first record by key; None where there is none."""
        return Query(cls).first()

    async def afirst(cls: type[M]) -> M | None:
        """Load the first record by key; None where there is none."""
        return await Query(cls).afirst()

    def last(cls: type[M]) -> M | None:
        """Load the last record by key; None where there is none."""
        return Query(cls).last()

    async def alast(cls: type[M]) -> M | None:
        """Load the last record by key; None where there is none."""
        return await Query(cls).alast()

    def one(cls: type[M]) -> M:
        """Load the only record."""
        return Query(cls).one()

    async def aone(cls: type[M]) -> M:
        """Load the only record."""
        return await Query(cls).aone()

    def one_or_none(cls: type[M]) -> M | None:
        """Load the only record; None where there is none."""
        return Query(cls).one_or_none()

    async def aone_or_none(cls: type[M]) -> M | None:
        """Load the only record; None where there is none."""
        return await Query(cls).aone_or_none()

    def get(cls: type[M], key: Any, /) -> M | None:
        """Load the record of a key; None where there is none."""
        return Query(cls).get(key)

    async def aget(cls: type[M], key: Any, /) -> M | None:
        """Load the record of a key; None where there is none."""
        return await Query(cls).aget(key)

    def count(cls: type[M]) -> int:
        """Count the records."""
        return Query(cls).count()

    async def acount(cls: type[M]) -> int:
        """Count the records."""
        return await Query(cls).acount()

    def exists(cls: type[M]) -> bool:
        """Tell whether there is any record."""
        return Query(cls).exists()

    async def aexists(cls: type[M]) -> bool:
        """Tell whether there is any record."""
        return await Query(cls).aexists()

    def sum(cls: type[M], column: object, /) -> Any:
        """Add up a column."""
        return Query(cls).sum(column)

    async def asum(cls: type[M], column: object, /) -> Any:
        """Add up a column."""
        return await Query(cls).asum(column)

    def avg(cls: type[M], column: object, /) -> Any:
        """Average a column."""
        return Query(cls).avg(column)

    async def aavg(cls: type[M], column: object, /) -> Any:
        """Average a column."""
        return await Query(cls).aavg(column)

    def min(cls: type[M], column: object, /) -> Any:
        """The smallest value of a column."""
        return Query(cls).min(column)

    async def amin(cls: type[M], column: object, /) -> Any:
        """The smallest value of a column."""
        return await Query(cls).amin(column)

    def max(cls: type[M], column: object, /) -> Any:
        """The largest value of a column."""
        return Query(cls).max(column)

    async def amax(cls: type[M], column: object, /) -> Any:
        """The largest value of a column."""
        return await Query(cls).amax(column)

    def values(cls: type[M], /, *columns: object) -> list[dict[str, Any]]:
        """Load columns as dicts."""
        return Query(cls).values(*columns)

    async def avalues(cls: type[M], /, *columns: object) -> list[dict[str, Any]]:
        """Load columns as dicts."""
        return await Query(cls).avalues(*columns)

    def ids(cls: type[M]) -> list[Any]:
        """Load the keys."""
        return Query(cls).ids()

    async def aids(cls: type[M]) -> list[Any]:
        """Load the keys."""
        return await Query(cls).aids()

    @typed_pluck
    def pluck(cls, /, *columns: object) -> list[Any]:
        """Load columns as tuples, or as plain values where only one is asked for."""
        return run(Query[Any](cls)._pluck_plan(columns))

    @typed_apluck
    async def apluck(cls, /, *columns: object) -> list[Any]:
        """Load columns as tuples, or as plain values where only one is asked for."""
        return await arun(Query[Any](cls)._pluck_plan(columns))

    def iterate(cls: type[M], chunk: int = CHUNK) -> Iterator[M]:
        """Stream the records."""
        return Query(cls).iterate(chunk)

    def aiterate(cls: type[M], chunk: int = CHUNK) -> AsyncIterator[M]:
        """Stream the records."""
        return Query(cls).aiterate(chunk)

    def in_batches(cls: type[M], size: int = CHUNK) -> Iterator[list[M]]:
        """Stream lists of records."""
        return Query(cls).in_batches(size)

    def ain_batches(cls: type[M], size: int = CHUNK) -> AsyncIterator[list[M]]:
        """Stream lists of records."""
        return Query(cls).ain_batches(size)


class Verb:
    """A verb in a class's ancestry; gives way to a field of the same name."""

    def __init__(self, name: str, function: Any) -> None:
        self.name = name
        self.function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance: object, owner: Any) -> Any:
        if self.name in BUILDING.get():
            raise AttributeError(self.name)
        if self.name in getattr(owner, "__pydantic_fields__", ()):
            return owner.__mapping__.column(self.name)
        return self.function.__get__(owner)


def install_verbs(cls: type) -> None:
    """Give a class a descriptor for each verb."""
    for name, function in vars(QueryVerbs).items():
        if not name.startswith("_"):
            setattr(cls, name, Verb(name, function))
