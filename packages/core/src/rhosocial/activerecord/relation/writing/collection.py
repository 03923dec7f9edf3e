"""The records on the many side of a relation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ...backend.plan import arun, run
from ..loading.access import read
from .changing import add_plan, clear_plan, create_plan, remove_plan, replace_plan
from .members import Members

if TYPE_CHECKING:
    from ...query.builder import Strategy
    from ...query.query import Query

T = TypeVar("T")


class Collection(Members, Sequence[T]):
    """The records of a has_many relation: a sequence, with the queries and writes that concern it.

    What is added to a record that is not saved yet is saved with it; of a saved record it is saved at once.
    """

    __slots__ = ()

    def _contents(self) -> list[Any]:
        if self.records is None:
            read(self.owner, self.relation)
        return self.records or []

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._contents()[index]

    def __len__(self) -> int:
        return len(self._contents())

    def __iter__(self) -> Iterator[T]:
        return iter(self._contents())

    def __contains__(self, record: object) -> bool:
        return record in self._contents()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Collection):
            return bool(self._contents() == other._contents())
        return self._contents() == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        name = f"{type(self.owner).__name__}.{self.relation.name}"
        return f"<{name}, not loaded>" if self.records is None else repr(self.records)

    def query(self) -> Query[T]:
        """Return a query for these records."""
        query: Query[T] = self.relation.query_of(self.owner)
        return query

    def where(self, /, *conditions: Any, **lookups: object) -> Query[T]:
        """Return a query for those of the records that meet conditions."""
        return self.query().where(*conditions, **lookups)

    def count(self, value: object = ..., /) -> int:
        """Count the records in the database; with a value, how often it occurs among the loaded ones."""
        return self.query().count() if value is ... else self._contents().count(value)

    async def acount(self, value: object = ..., /) -> int:
        """Count the records in the database."""
        return await self.query().acount() if value is ... else self._contents().count(value)

    def exists(self) -> bool:
        """Tell whether the database has any."""
        return self.query().exists()

    async def aexists(self) -> bool:
        """Tell whether the database has any."""
        return await self.query().aexists()

    def preload(self, /, *relations: object, strategy: Strategy = "select") -> Query[T]:
        """Return a query for these records that loads relations of theirs along; see `Query.preload`."""
        return self.query().preload(*relations, strategy=strategy)

    def build(self, /, **values: Any) -> T:
        """Make a record that belongs here and is saved with the owner.

        Raises:
            ValidationError: A value is not valid.
        """
        made: T = self.relation.build(self.owner, values)
        self.note(made)
        return made

    def create(self, /, **values: Any) -> T:
        """Make a record that belongs here and save it.

        Raises:
            ValidationError: A value is not valid, or a constraint is violated.
            RecordNotSaved: The owner is not saved yet: `build()` makes what is saved with it.
        """
        made: T = run(create_plan(self, values))
        return made

    async def acreate(self, /, **values: Any) -> T:
        """Make a record that belongs here and save it; see `create`."""
        return await arun(create_plan(self, values))

    def add(self, /, *records: T) -> None:
        """Have records belong here: at once in one transaction, or with the owner where that is not saved yet.

        Args:
            records: New ones or saved ones; they leave where they belonged before.

        Raises:
            TypeError: One is of another model.
            ValidationError: A constraint is violated.

        Examples:
            >>> author.books.add(Book(title="Lavinia"), Book(title="Malafrena"))
        """
        run(add_plan(self, records))

    async def aadd(self, /, *records: T) -> None:
        """Have records belong here; see `add`."""
        await arun(add_plan(self, records))

    def remove(self, /, *records: T) -> None:
        """Have records belong here no longer: as `dependent` says they are deleted, or else lose their foreign key.

        Raises:
            RecordNotFound: One does not belong here.
            RecordNotSaved: The foreign key can't be null, and `dependent` does not say to delete.
        """
        run(remove_plan(self, records))

    async def aremove(self, /, *records: T) -> None:
        """Have records belong here no longer; see `remove`."""
        await arun(remove_plan(self, records))

    def clear(self) -> None:
        """Have no records belong here; see `remove` for what becomes of them."""
        run(clear_plan(self))

    async def aclear(self) -> None:
        """Have no records belong here; see `remove` for what becomes of them."""
        await arun(clear_plan(self))

    def replace(self, records: Iterable[T], /) -> None:
        """Have exactly these records belong here, in one transaction; see `add` and `remove`."""
        run(replace_plan(self, list(records)))

    async def areplace(self, records: Iterable[T], /) -> None:
        """Have exactly these records belong here, in one transaction; see `add` and `remove`."""
        await arun(replace_plan(self, list(records)))
