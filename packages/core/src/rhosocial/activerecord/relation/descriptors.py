"""The three kinds of relation as descriptors: a path on the class, records on a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ..backend.plan import Plan
from ..interface.errors import ConfigurationError, RecordNotSaved
from .access import loaded, read
from .collection import Collection
from .facade import RelationPath
from .path import path_through
from .relation import Relation, snake_case

T = TypeVar("T")
X = TypeVar("X")
T_co = TypeVar("T_co", covariant=True)

DEPENDENT = ("delete", "destroy", "nullify", "restrict")


class BelongsTo(Relation, Generic[T]):
    """The record that this one's foreign key names."""

    @property
    def owner_keys(self) -> tuple[str, ...]:
        names = self.foreign_key or tuple(f"{self.name}_{key}" for key in self.target_keys)
        for name in names:
            self.owner.__mapping__.column(name)
        return names

    @property
    def target_keys(self) -> tuple[str, ...]:
        keys: tuple[str, ...] = self.target.__mapping__.key_names
        return keys

    def contents(self, record: Any, related: list[Any]) -> Any:
        return related[0] if related else None

    def assign(self, record: Any, value: Any) -> None:
        """Set the related record and with it the foreign key."""
        if value is not None and not isinstance(value, self.target):
            raise TypeError(f"{self.owner.__name__}.{self.name} takes a {self.target.__name__} or None, not {value!r}")
        for mine, theirs in zip(self.owner_keys, self.target_keys):
            setattr(record, mine, None if value is None else getattr(value, theirs))
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
            return RelationPath(path_through(owner, (self,))) if instance is None else read(instance, self)


class _Has(Relation):
    """The side whose key the other's foreign key names."""

    @property
    def owner_keys(self) -> tuple[str, ...]:
        keys: tuple[str, ...] = self.owner.__mapping__.key_names
        return keys

    @property
    def target_keys(self) -> tuple[str, ...]:
        names = self.foreign_key or self._inferred()
        for name in names:
            self.target.__mapping__.column(name)
        return names

    def _inferred(self) -> tuple[str, ...]:
        """Take the key from the belongs_to on the other side, else from the owner's name."""
        inverse = self.inverse or next(
            (
                item
                for item in self.target.__relations__.values()
                if isinstance(item, BelongsTo) and item.target is self.owner
            ),
            None,
        )
        if inverse is not None:
            return inverse.owner_keys
        return tuple(f"{snake_case(self.owner.__name__)}_{key}" for key in self.owner_keys)

    def dependent_plan(self, record: Any) -> Plan[None]:
        """Do to the related records what deleting the record asks for."""
        if self.dependent not in DEPENDENT:
            raise ConfigurationError(f"dependent={self.dependent!r} of {self.name}: one of {', '.join(DEPENDENT)}")
        related = self.target.query().where(self.matches([self.key_of(record)]))
        if (automatic := self.target.__mapping__.automatic) is not None and automatic.deletion is not None:
            related = related.with_deleted()  # their rows, marked or not, refer to the one that goes
        if self.dependent == "delete":
            yield from related._delete_plan(hard=True)
        elif self.dependent == "nullify":
            yield from related._update_plan(dict.fromkeys(self.target_keys))
        elif self.dependent == "restrict":
            if (yield from related._exists_plan()):
                raise RecordNotSaved(f"{self.owner.__name__} still has {self.name}: delete or move them first")
        else:
            for other in (yield from related._all_plan()):
                yield from other._delete_plan(hard=True)


class HasOne(_Has, Generic[T]):
    """The one record whose foreign key names this one."""

    def contents(self, record: Any, related: list[Any]) -> Any:
        return related[0] if related else None

    def assign(self, record: Any, value: Any) -> None:
        raise ConfigurationError(
            f"assign the other side: {snake_case(self.target.__name__)}.… = {self.owner.__name__.lower()}"
        )

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: object) -> type[T]: ...
        @overload
        def __get__(self, instance: object, owner: object) -> T | None: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: T | None) -> None: ...

    else:

        def __get__(self, instance: Any, owner: Any) -> Any:
            return RelationPath(path_through(owner, (self,))) if instance is None else read(instance, self)


class HasMany(_Has, Generic[T_co]):
    """The records whose foreign key names this one."""

    to_many = True

    def contents(self, record: Any, related: list[Any]) -> Any:
        return Collection(record, self, related)

    def assign(self, record: Any, value: Any) -> None:
        raise ConfigurationError(
            f"change {self.name} record by record: {self.name}.create(…), or set their foreign key"
        )

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: object) -> RelationPath[T_co]: ...
        @overload
        def __get__(self, instance: object, owner: object) -> Collection[T_co]: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: Iterable[Any]) -> None: ...

    else:

        def __get__(self, instance: Any, owner: Any) -> Any:
            return RelationPath(path_through(owner, (self,))) if instance is None else read(instance, self)
