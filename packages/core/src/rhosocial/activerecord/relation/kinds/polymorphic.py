"""Relations to records of several models, which a column beside the foreign key tells apart by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from ...backend.expression.expression import Expression, and_
from ...backend.expression.function import RawSQL
from ...backend.expression.types import STRING
from ...backend.plan import Plan
from ...interface.errors import ConfigurationError, InvalidValue, QueryError
from ..definition.has import Has
from ..definition.relation import Relation
from ..definition.target import targets_of
from .belongs_to import BelongsTo
from .has_many import HasMany
from .has_one import HasOne

T = TypeVar("T")
_PLAIN = r"[A-Za-z0-9_.:-]+\Z"


class BelongsToAny(BelongsTo[T], Generic[T]):
    """The record, of one of several models, that a type column and a foreign key name together.

    Args:
        settings: What belongs_to takes.
    """

    is_polymorphic = True

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "constraint": False})
        self._parts: dict[str, BelongsTo[Any]] | None = None

    def bound_to(self, owner: type[Any]) -> Relation:
        made: Any = super().bound_to(owner)
        made._parts = None
        return made  # type: ignore[no-any-return]

    @property
    def target(self) -> Any:
        """There is no one model on the other side.

        Raises:
            QueryError: Always.
        """
        raise QueryError(
            f"{self.owner.__name__}.{self.name} is polymorphic, and a query can't lead on from it: preload it, "
            f"compare {self._type_name} and its key, or ask from the other side, where has_many(as_={self.name!r}) is"
        )

    @property
    def parts(self) -> dict[str, BelongsTo[Any]]:
        """A plain relation to each of the models, by the name that stands for the model in the type column.

        Raises:
            ConfigurationError: Two of them have one name.
        """
        if self._parts is None:
            models = targets_of(self._annotation, self.owner, self._names())
            parts = {name: self._part(name, model) for model in models for name in (type_name(model),)}
            if len(parts) < len(models):
                raise ConfigurationError(
                    f"{self.owner.__name__}.{self.name}: two of its models have one name; "
                    "give one another in __polymorphic_name__"
                )
            self._parts = parts
        return self._parts

    def _part(self, name: str, model: Any) -> BelongsTo[Any]:
        part: BelongsTo[Any] = BelongsTo(
            foreign_key=self._foreign_key,
            primary_key=self.primary_key,
            scope=self.scope,
            touch=self.touch,
            counter_cache=self.counter_cache,
        )
        part.name, part._owner, part._target, part.kind = self.name, self._owner, model, {self._type_name: name}
        part._annotation = self._annotation
        return part

    @property
    def plain(self) -> tuple[BelongsTo[Any], ...]:
        return tuple(self.parts.values())

    @property
    def _foreign_key(self) -> tuple[str, ...]:
        return self.foreign_key or (f"{self.name}_id",)

    @property
    def _type_name(self) -> str:
        return f"{self.name}_type"

    @property
    def keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The type column and the foreign key; there is no one key on the other side.

        Raises:
            FieldNotFound: One of them does not exist.
        """
        mine = (self._type_name, *self._foreign_key)
        for name in mine:
            self.owner.__mapping__.column(name)
        return mine, ()

    @property
    def target_names(self) -> str:
        return " or ".join(part.target.__name__ for part in self.parts.values())

    def name_of(self, model: Any) -> str | None:
        """Return the name that stands for a model, or for a subclass with the same table; None for any other."""
        for name, part in self.parts.items():
            if issubclass(model, part.target) and model.__mapping__.table.key == part.target.__mapping__.table.key:
                return name
        return None

    def part_of(self, name: Any) -> BelongsTo[Any]:
        """Return the plain relation for a name in the type column, which can't lead to any other model.

        Raises:
            InvalidValue: None of the models has it.
        """
        part = self.parts.get(name)
        if part is None:
            raise InvalidValue(
                f"{self.owner.__name__}.{self._type_name} is {name!r}, and {self.name} is a relation to "
                f"{' or '.join(map(repr, self.parts))}"
            )
        return part

    def accepts(self, record: Any) -> bool:
        return any(isinstance(record, part.target) for part in self.parts.values()) and bool(self.name_of(type(record)))

    def key_there(self, other: Any) -> tuple[object, ...]:
        name: Any = self.name_of(type(other))
        return (name, *self.parts[name].key_there(other))

    @property
    def inverse(self) -> None:
        return None

    def inverse_with(self, other: Any) -> Relation | None:
        sides = [item for item in type(other).__relations__.values() if isinstance(item, HasAs) and item.is_whole]
        found = [item for item in sides if item.as_ == self.name and issubclass(self.owner, item.target)]
        return found[0] if len(found) == 1 else None

    def load_plan(self, records: Sequence[Any]) -> Plan[list[Any]]:
        """Load the relation for all records: one statement for each model that they name."""
        named: dict[Any, list[Any]] = {}
        for record in records:
            key = self.key_of(record)
            named.setdefault(None if None in key else key[0], []).append(record)
        for record in named.pop(None, ()):
            self.fill(record, [])
        chosen = [(self.part_of(name), some) for name, some in named.items()]
        all_related: list[Any] = []
        for part, some in chosen:
            found, related = yield from part.related_plan(some, part.as_loaded)
            for record in some:
                self.fill(record, found.get(part.key_of(record), []))
            all_related += related
        if records:
            self.forget_on_rollback(records)
        return all_related


class HasAs(Has):
    """The side of a polymorphic relation that one of its models has.

    Args:
        as_: The name of the polymorphic belongs_to on the other side.
        settings: What has_one and has_many take.
    """

    def __init__(self, *, as_: str, **settings: Any) -> None:
        super().__init__(**settings)
        self.as_ = as_

    @property
    def inverse(self) -> BelongsToAny[Any]:
        """The polymorphic relation.

        Raises:
            ConfigurationError: There is none of the name, or it is none to this model.
        """
        found = self.target.__relations__.get(self.as_)
        if not isinstance(found, BelongsToAny):
            raise ConfigurationError(
                f"{self.owner.__name__}.{self.name} has as_={self.as_!r}, and {self.target.__name__} has no "
                "belongs_to(polymorphic=True) of that name"
            )
        if found.name_of(self.owner) is None:
            raise ConfigurationError(
                f"{self.owner.__name__}.{self.name}: {self.target.__name__}.{self.as_} is a relation to "
                f"{found.target_names}, not to {self.owner.__name__}"
            )
        return found

    @property
    def type_name(self) -> str:
        """What stands for the owner in the type column."""
        return str(self.inverse.name_of(self.owner))

    @property
    def keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The fields on the owner's side, and on the target's these with the type column before them."""
        if self._keys is None:
            inverse = self.inverse
            self._keys = inverse.parts[self.type_name].target_keys, inverse.owner_keys
        return self._keys

    def key_of(self, record: Any) -> tuple[object, ...]:
        return (self.type_name, *super().key_of(record))

    def ties(
        self, theirs: Callable[[str], Expression[Any]], mine: Callable[[str], Expression[Any]]
    ) -> list[Expression[bool]]:
        kind, *keys = self.target_keys
        named: Expression[bool] = theirs(kind) == RawSQL((f"'{self.type_name}'",), (), STRING)  # fixed, as a table is
        return [named, *(theirs(there) == mine(here) for there, here in zip(keys, self.owner_keys))]

    def matches(self, keys: Sequence[tuple[object, ...]]) -> Expression[bool]:
        kind, *columns = [self.target.__mapping__.column(name) for name in self.target_keys]
        return and_(kind == self.type_name, self.matching(columns, [key[1:] for key in keys]))


class HasManyAs(HasAs, HasMany[T], Generic[T]):
    """The records whose type column and foreign key name this one."""


class HasOneAs(HasAs, HasOne[T], Generic[T]):
    """The one record whose type column and foreign key name this one."""


def type_name(model: Any) -> str:
    """Return what stands for a model in type columns: its own `__polymorphic_name__`, else its class's name.

    Raises:
        ConfigurationError: It is no plain name.
    """
    name = model.__dict__.get("__polymorphic_name__", model.__name__)
    if not isinstance(name, str) or not re.match(_PLAIN, name):
        raise ConfigurationError(f"{model.__name__}.__polymorphic_name__ is {name!r}: letters, digits and _ . : - only")
    return name


AS: dict[Any, Any] = {HasMany: HasManyAs, HasOne: HasOneAs}
"""What stands for a kind of relation where the other side is polymorphic."""
