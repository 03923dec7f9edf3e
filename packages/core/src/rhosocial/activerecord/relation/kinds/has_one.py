"""The one record of another table whose foreign key names a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ...backend.plan import Plan
from ..data.nested import made_record
from ..definition.has import Has
from ..definition.held import Unsaved, loaded
from ..loading.access import read
from ..querying.facade import facade_of
from ..querying.path import path_through
from .to_one import ToOne

T = TypeVar("T")


class HasOne(Has, ToOne, Generic[T]):
    """The one record whose foreign key names this one."""

    def contents(self, record: Any, related: list[Any]) -> Any:
        return related[0] if related else None

    def assign(self, record: Any, value: Any) -> None:
        """Set the related record; saving this one saves it, and lets go of the former as `dependent` says."""
        value = made_record(self, value, (self.name,))
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
