"""The records on the many side of a relation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..backend.plan import Plan, arun, run

if TYPE_CHECKING:
    from ..query.query import Query
    from .relation import Relation

T_co = TypeVar("T_co", covariant=True)


class Collection(Sequence[T_co]):
    """The loaded records of a has_many relation: a sequence, with the queries and writes that concern it.

    Args:
        record: Whose they are.
        relation: The relation.
        records: The loaded records.
    """

    __slots__ = ("_owner", "_records", "_relation")

    def __init__(self, record: Any, relation: Relation, records: list[Any]) -> None:
        self._owner = record
        self._relation = relation
        self._records = records

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> list[T_co]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._records[index]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._records)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Collection):
            return bool(self._records == other._records)
        return self._records == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._records)

    def query(self) -> Query[T_co]:
        """Return a query for these records."""
        query: Query[T_co] = self._relation.query_for([self._relation.key_of(self._owner)])
        return query

    def where(self, /, *conditions: Any, **lookups: object) -> Query[T_co]:
        """Return a query for those of the records that meet conditions."""
        return self.query().where(*conditions, **lookups)

    def count(self, value: object = ..., /) -> int:
        """Count the records in the database; with a value, how often it occurs among the loaded ones."""
        return self.query().count() if value is ... else self._records.count(value)

    async def acount(self, value: object = ..., /) -> int:
        """Count the records in the database."""
        return await self.query().acount() if value is ... else self._records.count(value)

    def exists(self) -> bool:
        """Tell whether the database has any."""
        return self.query().exists()

    async def aexists(self) -> bool:
        """Tell whether the database has any."""
        return await self.query().aexists()

    def build(self, /, **values: Any) -> T_co:
        """Make a record that belongs here and is not saved yet."""
        keys = zip(self._relation.target_keys, self._relation.key_of(self._owner))
        made: T_co = self._relation.target.build(**{**values, **dict(keys)})
        return made

    def _create_plan(self, values: dict[str, Any]) -> Plan[T_co]:
        made: Any = self.build(**values)
        yield from made._save_plan()
        self._records.append(made)
        self._relation._fill_inverse(self._owner, [made])
        record: T_co = made
        return record

    def create(self, /, **values: Any) -> T_co:
        """Make a record that belongs here and save it."""
        return run(self._create_plan(values))

    async def acreate(self, /, **values: Any) -> T_co:
        """Make a record that belongs here and save it."""
        return await arun(self._create_plan(values))
