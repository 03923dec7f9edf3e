"""What is declared of a relation: whose it is, where it leads, and by which fields."""

from __future__ import annotations

import sys
import weakref
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from ...interface.errors import ConfigurationError
from .target import target_of


class Declaration:
    """A relation of one model to another.

    Args:
        foreign_key: The field, or fields, that refer to the other side's key; inferred from names where not given.
        primary_key: The field, or fields, that the foreign key refers to; by default the primary key.
        inverse_of: The name of the relation on the other side.
        dependent: What deleting the owner does: delete, destroy, nullify or restrict.
        order_by: How the related records are ordered.
        scope: A function that narrows the query for the related records.
        loading: What reading it unloaded does: `peers`, `lazy` or `raise`; by default what the model says.
    """

    to_many = False
    holds_key = False
    """Whether the foreign key is the owner's own, as in belongs_to."""
    is_polymorphic = False
    """Whether its records may be of several models."""
    needs_upkeep = False
    """Whether writing a record writes to the row that it belongs to."""
    through: Any = None
    """Over what it leads: a relation or a bare table by name, or a model; None where it leads there straight."""
    source: str | None = None
    """The relation by which what lies between leads on, where names leave that open."""

    def __init__(
        self,
        *,
        foreign_key: str | tuple[str, ...] | None = None,
        primary_key: str | tuple[str, ...] | None = None,
        inverse_of: str | None = None,
        dependent: str | None = None,
        order_by: str | Sequence[str] | None = None,
        scope: Callable[[Any], Any] | None = None,
        loading: str | None = None,
    ) -> None:
        self.foreign_key = (foreign_key,) if isinstance(foreign_key, str) else foreign_key
        self.primary_key = (primary_key,) if isinstance(primary_key, str) else primary_key
        self.inverse_of = inverse_of
        self.dependent = dependent
        self.order_by = (order_by,) if isinstance(order_by, str) else tuple(order_by or ())
        self.scope = scope
        self.loading = loading
        self.collection_hooks: dict[str, tuple[Any, ...]] = {}
        self.name = ""
        self._annotation: Any = None
        self._names: Callable[[], dict[str, Any]] = dict
        self._owner: weakref.ref[Any] | None = None
        self._target: Any = None
        self._keys: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name
        self._owner = weakref.ref(owner)

    def annotate(self, annotation: Any, module: str, frame: Any) -> None:
        """Remember the annotation and where its names are defined; it is resolved when first needed."""
        self._annotation = annotation
        local = (
            {}
            if frame.f_locals is frame.f_globals
            else weakref.WeakValueDictionary(
                {name: value for name, value in frame.f_locals.items() if isinstance(value, type)}
            )
        )
        self._names = lambda: {**vars(sys.modules.get(module, weakref)), **dict(local)}

    @property
    def owner(self) -> Any:
        """The model that declares the relation."""
        return None if self._owner is None else self._owner()

    @property
    def target(self) -> Any:
        """The model on the other side."""
        if self._target is None:
            self._target = target_of(self._annotation, self.owner, self._names())
        return self._target

    @abstractmethod
    def find_keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the fields on the owner's side and on the target's that hold the same key."""

    @property
    def owner_keys(self) -> tuple[str, ...]:
        """The fields on the owner's side that hold the key."""
        return self.keys[0]

    @property
    def target_keys(self) -> tuple[str, ...]:
        """The fields on the target's side that hold the key."""
        return self.keys[1]

    @property
    def keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The fields on both sides.

        Raises:
            FieldNotFound: One of them does not exist.
            ConfigurationError: They are not as many on both sides.
        """
        if self._keys is None:
            mine, theirs = self.find_keys()
            for model, names in ((self.owner, mine), (self.target, theirs)):
                for name in names:
                    model.__mapping__.column(name)
            if theirs and len(mine) != len(theirs):
                here, there = ", ".join(map(repr, mine)), ", ".join(map(repr, theirs))
                raise ConfigurationError(
                    f"{self.owner.__name__}.{self.name} relates ({here}) of {self.owner.__name__} to ({there}) of "
                    f"{self.target.__name__}: give foreign_key and primary_key as many fields"
                )
            self._keys = mine, theirs
        return self._keys

    @property
    def is_whole(self) -> bool:
        """Whether it holds all records that the keys relate, not a part of them."""
        return self.scope is None
