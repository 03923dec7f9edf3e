"""The side of a relation that has the foreign key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ..data.nested import made_record
from ..definition.held import Missing, Unsaved, loaded, remember_former
from ..definition.target import allows_none
from ..loading.access import read
from ..querying.facade import facade_of
from ..querying.path import path_through
from .to_one import ToOne

T = TypeVar("T")
X = TypeVar("X")


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

    def find_keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        theirs: tuple[str, ...] = self.primary_key or self.target.__mapping__.key_names
        return self.foreign_key or tuple(f"{self.name}_{key}" for key in theirs), theirs

    def as_loaded(self, query: Any) -> Any:
        """Find a record that must be there, whatever default scopes leave out: a soft deletion does not unmake it.

        A relation that may be None, and one with a scope of its own, heed them.
        """
        heeds = self.scope is not None or not self.target.__default_scopes__ or allows_none(self._annotation)
        return query if heeds else query.unscoped()

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
        value = made_record(self, value, (self.name,))
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
