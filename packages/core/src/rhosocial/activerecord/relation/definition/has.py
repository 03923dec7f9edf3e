"""The side of a relation whose key the other side's foreign key names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...backend.plan import Plan
from ...field.naming import snake_case
from ...interface.errors import ConfigurationError, RecordNotFound, RecordNotSaved
from .held import Unsaved, assign_key, loaded, remember_former
from .inverse import named_inverse, refers_to
from .relation import Relation

DEPENDENT = ("delete", "destroy", "nullify", "restrict")


class Has(Relation):
    """What has_one and has_many share.

    Raises:
        ConfigurationError: `dependent` is none of what deleting the owner can do.
    """

    limit: int | None = None
    """How many records of many it holds at most."""

    def __init__(self, *, dependent: str | None = None, **settings: Any) -> None:
        super().__init__(dependent=dependent, **settings)
        if dependent is not None and dependent not in DEPENDENT:
            raise ConfigurationError(f"dependent={dependent!r}: one of {', '.join(DEPENDENT)}")

    def find_keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Take the keys that are not given from the belongs_to on the other side, else from the owner's name."""
        theirs, mine = self._other_keys()
        mine = self.primary_key or mine or self.owner.__mapping__.key_names
        return mine, self.foreign_key or theirs or tuple(f"{snake_case(self.owner.__name__)}_{key}" for key in mine)

    def _other_keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the keys of the belongs_to on the other side; nothing where there is none.

        Raises:
            ConfigurationError: The one that `inverse_of` names refers to another field.
        """
        named = named_inverse(self)
        if named is not None:
            theirs, mine = named.find_keys()
            if named.holds_key and self.primary_key not in (None, mine):
                raise ConfigurationError(
                    f"{self.owner.__name__}.{self.name} has primary_key={self.primary_key!r}, and its other side "
                    f"{self.target.__name__}.{named.name} refers to {mine!r}: give both the same"
                )
            return theirs, mine
        relations = self.target.__relations__.values()
        belonging = [item.find_keys() for item in relations if item.holds_key and refers_to(item, self.owner)]
        fitting = [keys for keys in belonging if self._fits(*keys)]
        return fitting[0] if fitting else ((), ())

    def _fits(self, theirs: tuple[str, ...], mine: tuple[str, ...]) -> bool:
        return self.foreign_key in (None, theirs) and self.primary_key in (None, mine)

    def is_known_empty(self, record: Any) -> bool:
        return record.is_new or None in self.key_of(record)

    def build(self, record: Any, values: Mapping[str, Any]) -> Any:
        """Make a record that belongs to another and is not saved yet."""
        made = self.target.__build_without__(values, frozenset(self.target_keys))
        self.link(record, made)
        return made

    def link(self, record: Any, other: Any) -> None:
        """Have a record belong to another, in memory; where that has no key yet, saving it gives the key on."""
        inverse = self.inverse if self.inverse is not None and self.inverse.holds_key else None
        former = None if inverse is None else inverse.value(loaded(other).get(inverse.name))
        if former is not None and former is not record:
            holding = self if inverse is None or not inverse.is_polymorphic else inverse.inverse_with(former)
            if holding is not None and holding.is_held(former):
                holding.drop(former, other)
        other.__dict__.update(zip(self.target_keys, self.key_of(record)))
        if inverse is not None:
            remember_former(other, inverse)
            loaded(other)[inverse.name] = Unsaved(record) if record.is_new else record

    def unlink(self, other: Any) -> None:
        """Have a record belong to none, in memory."""
        other.__dict__.update(dict.fromkeys(self.target_keys))
        if self.inverse is not None and self.inverse.holds_key:
            remember_former(other, self.inverse)
            loaded(other)[self.inverse.name] = None

    def attach_plan(self, record: Any, other: Any) -> Plan[None]:
        """Have a record belong to another, and save it."""
        assign_key(other, self.target_keys, tuple(other.__dict__.get(name) for name in self.target_keys))
        self.link(record, other)
        yield from other._save_plan()

    def detach_plan(self, record: Any, other: Any) -> Plan[None]:
        """Have a record belong to another no longer."""
        if self.key_there(other) != self.key_of(record) and not self._was_there(record, other):
            raise RecordNotFound(f"{other!r} is not among {self.name} of this {self.owner.__name__}")
        if self.dependent in ("delete", "destroy"):
            yield from other._delete_plan()
            return
        self._check_nullable()
        assign_key(other, self.target_keys, (None,) * len(self.target_keys))
        self.unlink(other)
        yield from other._save_plan()

    def _was_there(self, record: Any, other: Any) -> bool:
        """Tell whether a record's row still names another, whatever was assigned since."""
        return tuple(other.was(name) for name in self.target_keys) == self.key_of(record)

    def _check_nullable(self) -> None:
        columns = self.target.__mapping__.columns
        fixed = [name for name in self.target_keys if not columns[name].nullable]
        if fixed:
            raise RecordNotSaved(
                f"{self.target.__name__}.{fixed[0]} can't be null, so {self.name} can only be moved or deleted: "
                f'delete them, declare dependent="delete", or let the field be None'
            )

    def dependent_plan(self, record: Any) -> Plan[None]:
        """Do to the related records what deleting the record asks for."""
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
        self.forget(record)
