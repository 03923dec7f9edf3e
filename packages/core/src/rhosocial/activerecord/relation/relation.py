"""What all relations share: their target, their keys, and how they are loaded for many records at once."""

from __future__ import annotations

import copy
import re
import sys
import weakref
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from ..backend.expression.expression import Expression, and_, longest_list, or_
from ..backend.plan import Plan
from ..interface.errors import ConfigurationError, FieldNotFound
from .held import loaded, on_rollback
from .inverse import inverse_of as find_inverse
from .nested import made_record, made_records
from .target import target_of

MAX_COMPOSITE_KEYS = 500
"""How many keys of several columns one statement asks for; servers limit how deep a chain of OR may be."""


class Relation:
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
        self._inverse: tuple[Relation | None] | None = None

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

    def bound_to(self, owner: type[Any]) -> Relation:
        """Return the same relation as a subclass has it."""
        made = copy.copy(self)
        made._owner, made._target, made._keys, made._inverse = weakref.ref(owner), None, None, None
        return made

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
    def steps(self) -> tuple[Relation, ...]:
        """The plain relations that it leads over: itself, unless it is declared `through` others."""
        return (self,)

    @property
    def is_whole(self) -> bool:
        """Whether it holds all records that the keys relate, not a part of them."""
        return self.scope is None

    def key_of(self, record: Any) -> tuple[object, ...]:
        """Return the key by which a record of the owner's finds its related ones.

        Raises:
            FieldNotFound: The record was loaded without it.
        """
        values = record.__dict__
        try:
            return tuple([values[name] for name in self.owner_keys])
        except KeyError as missing:
            raise FieldNotFound(
                f"{self.owner.__name__}.{self.name} needs {missing}, which was not loaded: select it, too"
            ) from None

    def key_there(self, other: Any) -> tuple[object, ...]:
        """Return the key by which a related record is found."""
        values = other.__dict__
        return tuple([values.get(name) for name in self.target_keys])

    def belongs(self, record: Any, other: Any) -> bool:
        """Tell whether another record's key is that of the record."""
        return self.key_there(other) == self.key_of(record)

    def query_of(self, record: Any) -> Any:
        """Return the query for the records related to one; a record without a key yet has none."""
        key = self.key_of(record)
        return self.narrowed(self.target.query().none()) if None in key else self.query_for([key])

    def query_for_many(self, keys: list[tuple[object, ...]]) -> Any:
        """Return the query that loads the relation for many keys at once."""
        return self.query_for(keys)

    def queries_for_all(self) -> list[Any]:
        """Return the query for all related records; before it those for what lies between, where anything does."""
        return [self.narrowed(self.target.query())]

    def query_for(self, keys: Iterable[tuple[object, ...]]) -> Any:
        """Return the query for the records related to any of the keys."""
        return self.narrowed(self.target.query().where(self.matches(list(keys))))

    def narrowed(self, query: Any, ordered: bool = True) -> Any:
        """Apply the relation's own scope, and its order unless that does not matter, to a query for its target."""
        if self.scope is not None:
            query = self.scope(query)
        return query.order_by(*self.order_by) if self.order_by and ordered else query

    def ties(
        self, theirs: Callable[[str], Expression[Any]], mine: Callable[[str], Expression[Any]]
    ) -> list[Expression[bool]]:
        """Return the conditions under which a row of the target is related to one of the owner.

        Args:
            theirs: Returns a column of the target, as the query reaches it.
            mine: Returns a column of the owner.
        """
        return [theirs(there) == mine(here) for here, there in zip(*self.keys)]

    def matches(self, keys: Sequence[tuple[object, ...]]) -> Expression[bool]:
        """Return the condition on the target's columns for some keys."""
        return self.matching([self.target.__mapping__.column(name) for name in self.target_keys], keys)

    @staticmethod
    def matching(columns: Sequence[Expression[Any]], keys: Sequence[tuple[object, ...]]) -> Expression[bool]:
        """Return the condition that columns hold any of some keys."""
        if len(columns) == 1:
            (column,) = columns
            return column.in_([key[0] for key in keys]) if len(keys) > 1 else column == keys[0][0]
        found = [and_(*(column == part for column, part in zip(columns, key))) for key in keys]
        return or_(*found)

    def load_plan(self, records: Sequence[Any]) -> Plan[list[Any]]:
        """Load the relation for all records in as few statements as the number of keys allows.

        Returns:
            All records that were loaded.
        """
        found, all_related = yield from self.related_plan(records)
        for record in records:
            self.fill(record, found.get(self.key_of(record), []))
        if records:
            self.forget_on_rollback(records)
        return all_related

    def related_plan(
        self, records: Sequence[Any], narrow: Callable[[Any], Any] | None = None
    ) -> Plan[tuple[dict[tuple[object, ...], list[Any]], list[Any]]]:
        """Load the related records, and leave it to others to put them anywhere.

        Returns:
            The related records by key, and all of them in their order.
        """
        keys = list(dict.fromkeys(key for record in records if None not in (key := self.key_of(record))))
        all_related: list[Any] = []
        at_once = self.keys_at_once() if keys else 1
        for start in range(0, len(keys), at_once):
            query = self.query_for_many(keys[start : start + at_once])
            all_related += yield from (query if narrow is None else narrow(query))._all_plan()
        found: dict[tuple[object, ...], list[Any]] = {}
        names = self.target_keys
        for related in all_related:
            values = related.__dict__
            found.setdefault(tuple([values[name] for name in names]), []).append(related)
        return found, all_related

    def forget_on_rollback(self, records: Sequence[Any]) -> None:
        """What is loaded in a transaction may not be there after it; a stream must not keep its records for that."""
        if self.owner.backend().transaction is not None:
            references = [weakref.ref(record) for record in records]
            on_rollback(records[0], partial(self._forget_all, references))

    def _forget_all(self, references: Iterable[weakref.ref[Any]]) -> None:
        for reference in references:
            record = reference()
            if record is not None:
                self.forget(record)

    def keys_at_once(self) -> int:
        """Say for how many keys one statement can ask, IN-lists being padded."""
        if len(self.owner_keys) > 1:
            return MAX_COMPOSITE_KEYS
        limit: int = self.target.backend().capabilities.max_parameters
        return longest_list(limit)  # what is left serves the relation's scope

    def fill(self, record: Any, related: list[Any]) -> None:
        """Put loaded records into the relation."""
        loaded(record)[self.name] = self.contents(record, related)
        self.fill_inverse(record, related)

    def fill_inverse(self, record: Any, related: Iterable[Any]) -> None:
        """Tell related records whose foreign key names a record that it is this one."""
        inverse = self.inverse
        if inverse is not None and inverse.holds_key:
            for other in related:
                loaded(other)[inverse.name] = record

    def is_loaded(self, record: Any) -> bool:
        """Tell whether the relation is loaded, and still by the key that the record has now."""
        relations = record.__state__.relations
        return relations is not None and self.name in relations and self.is_current(record, relations[self.name])

    def is_current(self, record: Any, held: Any) -> bool:
        """Tell whether what was loaded is what the record's key relates to now."""
        return True

    def is_known_empty(self, record: Any) -> bool:
        """Tell without asking the database that there are no related records."""
        return None in self.key_of(record)

    def value(self, held: Any) -> Any:
        """Return what reading the relation gives for what is held."""
        return held

    def forget(self, record: Any) -> None:
        """Have the relation loaded again when it is read next."""
        if record.__state__.relations is not None:
            record.__state__.relations.pop(self.name, None)

    def is_held(self, record: Any) -> bool:
        """Tell whether a record holds anything of this relation, loaded or assigned."""
        relations = record.__state__.relations
        return relations is not None and self.name in relations

    def note(self, record: Any, other: Any) -> None:
        """Hold a record that was assigned from the other side."""

    def drop(self, record: Any, other: Any) -> None:
        """Hold a record no longer, because the other side says so."""

    def check(self, records: Iterable[Any]) -> None:
        """Refuse records of another model.

        Raises:
            TypeError: One is.
        """
        for record in records:
            if not self.accepts(record):
                raise TypeError(
                    f"{self.owner.__name__}.{self.name} takes records of {self.target_names}, not {record!r}"
                )

    def accepts(self, record: Any) -> bool:
        """Tell whether a record is one of the relation's model."""
        return isinstance(record, self.target)

    @property
    def target_names(self) -> str:
        """The name of the model on the other side, for messages."""
        name: str = self.target.__name__
        return name

    def made(self, value: Any, *loc: int | str) -> Any:
        """Return a record given as itself, as None, or as a dict of its values."""
        made: Any = made_record(self, value, loc)
        return made

    def made_all(self, values: Any) -> list[Any]:
        """Return records given as themselves or as dicts; all of them are validated before any error is raised."""
        return made_records(self, values)

    @property
    def inverse(self) -> Relation | None:
        """The relation on the other side; None where there is none, or more than one that could be."""
        if self._inverse is None:
            self._inverse = (find_inverse(self),)
        return self._inverse[0]

    def inverse_with(self, other: Any) -> Relation | None:
        """Return the relation on the other side that a related record has."""
        return self.inverse

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
