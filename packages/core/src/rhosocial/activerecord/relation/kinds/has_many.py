"""The records of another table whose foreign key names a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ..data.nested import made_records
from ..definition.has import Has
from ..definition.held import loaded
from ..loading.access import read
from ..loading.limiting import limited
from ..querying.facade import RelationPath, facade_of
from ..querying.path import path_through
from ..writing.collection import Collection
from ..writing.hooks import listed

T = TypeVar("T")


class HasMany(Has, Generic[T]):
    """The records whose foreign key names this one."""

    to_many = True

    def __init__(self, *, limit: int | None = None, hooks: Mapping[str, Any] | None = None, **settings: Any) -> None:
        super().__init__(**settings)
        self.limit = limit
        self.collection_hooks = {event: listed(given) for event, given in (hooks or {}).items() if given is not None}

    @property
    def is_whole(self) -> bool:
        return super().is_whole and self.limit is None

    def query_of(self, record: Any) -> Any:
        query = super().query_of(record)
        return query if self.limit is None else query.limit(self.limit)

    def query_for_many(self, keys: list[tuple[object, ...]]) -> Any:
        query = self.query_for(keys)
        if self.limit is None:
            return query
        return query.limit(self.limit) if len(keys) == 1 else limited(self, query, self.limit)

    def queries_for_all(self) -> list[Any]:
        (query,) = super().queries_for_all()
        return [query if self.limit is None else limited(self, query, self.limit)]

    def contents(self, record: Any, related: list[Any]) -> Any:
        return Collection(record, self, related)

    def collection(self, record: Any) -> Collection[Any]:
        """Return a record's collection without loading it."""
        held: Collection[Any] | None = loaded(record).get(self.name)
        if held is None:
            held = loaded(record)[self.name] = Collection(record, self, [] if record.is_new else None)
        return held

    def fill(self, record: Any, related: list[Any]) -> None:
        relations = loaded(record)
        held = relations.get(self.name)
        if held is None:
            relations[self.name] = Collection(record, self, related)
        else:
            held.take(related)
        self.fill_inverse(record, related)

    def is_current(self, record: Any, held: Any) -> bool:
        return held.records is not None

    def forget(self, record: Any) -> None:
        held = (record.__state__.relations or {}).get(self.name)
        if held is not None:
            held.records = None

    def assign(self, record: Any, value: Any) -> None:
        """Set the related records; those of a saved record are written when it is saved."""
        self.collection(record).exchange(made_records(self, value))

    def note(self, record: Any, other: Any) -> None:
        self.collection(record).note(other)

    def drop(self, record: Any, other: Any) -> None:
        self.collection(record).exclude(other)

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: object) -> RelationPath[T]: ...
        @overload
        def __get__(self, instance: object, owner: object) -> Collection[T]: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: Iterable[Any]) -> None: ...

    else:

        def __get__(self, instance: Any, owner: Any) -> Any:
            return facade_of(path_through(owner, (self,))) if instance is None else read(instance, self)
