"""The three kinds of relation as descriptors: a path on the class, records on a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ...backend.plan import Plan
from ..definition.held import Missing, Unsaved, loaded, remember_former
from ..definition.relation import Relation
from ..loading.access import read
from ..loading.limiting import limited
from ..querying.facade import RelationPath, facade_of
from ..querying.path import path_through
from ..writing.collection import Collection
from ..writing.hooks import listed
from .has import Has

T = TypeVar("T")
X = TypeVar("X")


class ToOne(Relation):
    """A relation to one record or none."""

    def value(self, held: Any) -> Any:
        kind = type(held)
        return held.record if kind is Unsaved else None if kind is Missing else held


class BelongsTo(ToOne, Generic[T]):
    """The record that this one's foreign key names."""

    holds_key = True

    def __init__(
        self,
        *,
        touch: bool | str = False,
        counter_cache: bool | str = False,
        constraint: bool = True,
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self.constraint = constraint
        self.touch = touch
        self.counter_cache = counter_cache
        self.needs_upkeep = bool(touch or counter_cache)
        self.kind: Mapping[str, str] = {}
        """What else a record's fields must be for its key to name one of the target's."""

    @property
    def plain(self) -> tuple[BelongsTo[Any], ...]:
        """The relations to one model each that it consists of."""
        return (self,)

    @property
    def counter(self) -> str | None:
        """The field of the target that counts the records; None where none does."""
        from ..upkeep.parent_row import counter_of  # few relations have any

        return counter_of(self)

    def find_keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        theirs: tuple[str, ...] = self.primary_key or self.target.__mapping__.key_names
        return self.foreign_key or tuple(f"{self.name}_{key}" for key in theirs), theirs

    def contents(self, record: Any, related: list[Any]) -> Any:
        if related:
            return related[0]
        key = self.key_of(record)
        return None if None in key else Missing(key)

    def is_current(self, record: Any, held: Any) -> bool:
        key = self.key_of(record)
        if held is None:
            return None in key
        if type(held) is Missing:
            return held.key == key
        if type(held) is Unsaved:
            return key in ((None,) * len(key), self.key_there(held.record))
        return self.key_there(held) == key

    def assign(self, record: Any, value: Any) -> None:
        """Set the related record, and with it the foreign key and what the other side holds."""
        value = self.made(value, self.name)
        former = self.value(loaded(record).get(self.name))
        self.put(record, value)
        if former is not None and former is not value:
            inverse = self.inverse_with(former)
            if inverse is not None and inverse.is_held(former):
                inverse.drop(former, record)
        if value is not None and (inverse := self.inverse_with(value)) is not None:
            inverse.note(value, record)

    def put(self, record: Any, value: Any) -> None:
        """Set the foreign key and what this side holds; a record that is not saved yet is saved first."""
        remember_former(record, self)
        if value is None:
            for name in self.owner_keys:
                setattr(record, name, None)
            loaded(record)[self.name] = None
        elif value.is_new:
            record.__dict__.update(zip(self.owner_keys, self.key_there(value)))
            loaded(record)[self.name] = Unsaved(value)
        else:
            for mine, theirs in zip(self.owner_keys, self.key_there(value)):
                setattr(record, mine, theirs)
            loaded(record)[self.name] = value

    if TYPE_CHECKING:

        @overload
        def __get__(self: BelongsTo[X | None], instance: None, owner: object) -> type[X]: ...
        @overload
        def __get__(self, instance: None, owner: object) -> type[T]: ...
        @overload
        def __get__(self, instance: object, owner: object) -> T: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: T) -> None: ...

    else:

        def __get__(self, instance: Any, owner: Any) -> Any:
            return facade_of(path_through(owner, (self,))) if instance is None else read(instance, self)


class HasOne(Has, ToOne, Generic[T]):
    """The one record whose foreign key names this one."""

    def contents(self, record: Any, related: list[Any]) -> Any:
        return related[0] if related else None

    def assign(self, record: Any, value: Any) -> None:
        """Set the related record; saving this one saves it, and lets go of the former as `dependent` says."""
        value = self.made(value, self.name)
        former = self.value(loaded(record).get(self.name))
        if former is not None and former is not value:
            self.unlink(former)
        if value is not None:
            self.link(record, value)
        loaded(record)[self.name] = Unsaved(value)

    def note(self, record: Any, other: Any) -> None:
        if not (other.is_new and record.is_new):
            loaded(record)[self.name] = other
        elif self.value(loaded(record).get(self.name)) is not other:
            loaded(record)[self.name] = Unsaved(other)

    def drop(self, record: Any, other: Any) -> None:
        if self.value(loaded(record).get(self.name)) is other:
            loaded(record)[self.name] = None

    def exchange_plan(self, record: Any, value: Any, was_new: bool) -> Plan[None]:
        """Write what was assigned: let go of the former record, and save the new one."""
        if not was_new:
            for former in (yield from self.query_of(record)._all_plan()):
                if former != value:
                    yield from self.detach_plan(record, former)
        if value is not None:
            yield from self.attach_plan(record, value)

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: object) -> type[T]: ...
        @overload
        def __get__(self, instance: object, owner: object) -> T | None: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: T | None) -> None: ...

    else:

        def __get__(self, instance: Any, owner: Any) -> Any:
            return facade_of(path_through(owner, (self,))) if instance is None else read(instance, self)


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
        self.exchange(record, self.made_all(value))

    def exchange(self, record: Any, others: list[Any]) -> None:
        """Hold exactly some records, in memory."""
        collection = self.collection(record)
        kept = {id(other) for other in others}
        for former in list(collection.records or ()):
            if id(former) not in kept:
                self.unlink(former)
        collection.records, collection.added, collection.replaces = list(others), list(others), not record.is_new
        for other in others:
            self.link(record, other)

    def take_in(self, record: Any, other: Any) -> None:
        """Hold one record more, in memory; it is saved with the owner."""
        self.link(record, other)
        self.collection(record).note(other)

    def let_go(self, record: Any, other: Any) -> None:
        """Hold one record less, in memory."""
        self.unlink(other)
        self.collection(record).exclude(other)

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
