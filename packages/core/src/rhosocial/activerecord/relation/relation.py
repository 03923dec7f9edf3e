"""What all relations share: their target, their keys, and how they are loaded for many records at once."""

from __future__ import annotations

import re
import sys
import weakref
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..backend.expression.expression import Expression, and_, or_
from ..backend.plan import Plan
from ..interface.errors import ConfigurationError
from .target import target_of

MAX_COMPOSITE_KEYS = 500
"""How many keys of several columns one statement asks for; servers limit how deep a chain of OR may be."""


class Relation:
    """A relation of one model to another.

    Args:
        foreign_key: The field, or fields, that refer to the other side's key; inferred from names where not given.
        inverse_of: The name of the relation on the other side.
        dependent: What deleting the owner does: delete, destroy, nullify or restrict.
        order_by: How the related records are ordered.
        scope: A function that narrows the query for the related records.
    """

    to_many = False

    def __init__(
        self,
        *,
        foreign_key: str | tuple[str, ...] | None = None,
        inverse_of: str | None = None,
        dependent: str | None = None,
        order_by: str | Sequence[str] | None = None,
        scope: Callable[[Any], Any] | None = None,
    ) -> None:
        self.foreign_key = (foreign_key,) if isinstance(foreign_key, str) else foreign_key
        self.inverse_of = inverse_of
        self.dependent = dependent
        self.order_by = (order_by,) if isinstance(order_by, str) else tuple(order_by or ())
        self.scope = scope
        self.name = ""
        self._annotation: Any = None
        self._names: Callable[[], dict[str, Any]] = dict
        self._owner: weakref.ref[Any] | None = None
        self._target: Any = None

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

    @property
    @abstractmethod
    def owner_keys(self) -> tuple[str, ...]:
        """The fields on the owner's side that hold the key."""

    @property
    @abstractmethod
    def target_keys(self) -> tuple[str, ...]:
        """The fields on the target's side that hold the key."""

    def key_of(self, record: Any) -> tuple[object, ...]:
        """Return the key by which a record of the owner's finds its related ones."""
        values = record.__dict__
        return tuple([values.get(name) for name in self.owner_keys])

    def query_for(self, keys: Iterable[tuple[object, ...]]) -> Any:
        """Return the query for the records related to any of the keys."""
        return self.narrowed(self.target.query().where(self.matches(list(keys))))

    def narrowed(self, query: Any, ordered: bool = True) -> Any:
        """Apply the relation's own scope, and its order unless that does not matter, to a query for its target."""
        if self.scope is not None:
            query = self.scope(query)
        return query.order_by(*self.order_by) if self.order_by and ordered else query

    def matches(self, keys: Sequence[tuple[object, ...]]) -> Expression[bool]:
        """Return the condition on the target's columns for some keys."""
        columns = [self.target.__mapping__.column(name) for name in self.target_keys]
        if len(columns) == 1:
            column: Expression[Any] = columns[0]
            return column.in_([key[0] for key in keys]) if len(keys) > 1 else column == keys[0][0]
        found = [and_(*(column == part for column, part in zip(columns, key))) for key in keys]
        return or_(*found)

    def load_plan(self, records: Sequence[Any]) -> Plan[list[Any]]:
        """Load the relation for all records in as few statements as the number of keys allows.

        Returns:
            All records that were loaded.
        """
        keys = list(dict.fromkeys(key for record in records if None not in (key := self.key_of(record))))
        found: dict[tuple[object, ...], list[Any]] = {}
        loaded: list[Any] = []
        at_once = self._keys_at_once()
        for start in range(0, len(keys), at_once):
            batch = yield from self.query_for(keys[start : start + at_once])._all_plan()
            loaded += batch
        names = self.target_keys
        for related in loaded:
            values = related.__dict__
            found.setdefault(tuple([values[name] for name in names]), []).append(related)
        for record in records:
            self.fill(record, found.get(self.key_of(record), []))
        return loaded

    def _keys_at_once(self) -> int:
        """Say for how many keys one statement can ask: a power of two, since IN-lists are padded to one."""
        if len(self.target_keys) > 1:
            return MAX_COMPOSITE_KEYS
        limit: int = self.target.backend().capabilities.max_parameters
        return 1 << (limit.bit_length() - 1)  # the rest is left to the parameters of the relation's scope

    def fill(self, record: Any, related: list[Any]) -> None:
        """Put loaded records into the relation."""
        relations = record.__state__.relations
        if relations is None:
            relations = record.__state__.relations = {}
        relations[self.name] = self.contents(record, related)
        self._fill_inverse(record, related)

    def _fill_inverse(self, record: Any, related: list[Any]) -> None:
        inverse = self.inverse
        if inverse is not None and not inverse.to_many:
            for other in related:
                state = other.__state__
                if state.relations is None:
                    state.relations = {}
                state.relations[inverse.name] = record

    @property
    def inverse(self) -> Relation | None:
        """The relation on the other side, where `inverse_of` names one."""
        if self.inverse_of is None:
            return None
        found: Relation | None = self.target.__relations__.get(self.inverse_of)
        if found is None:
            raise ConfigurationError(
                f"{self.owner.__name__}.{self.name} has inverse_of={self.inverse_of!r}, "
                f"and {self.target.__name__} has no such relation"
            )
        return found

    @abstractmethod
    def assign(self, record: Any, value: Any) -> None:
        """Set what the relation holds."""

    @abstractmethod
    def contents(self, record: Any, related: list[Any]) -> Any:
        """Return what reading the relation gives for these loaded records."""


def snake_case(name: str) -> str:
    """Turn `BookReview` into `book_review`."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).lower()
