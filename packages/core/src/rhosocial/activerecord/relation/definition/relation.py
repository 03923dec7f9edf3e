"""What all relations share: how they are loaded for many records at once, and what a record holds of them."""

from __future__ import annotations

import copy
import weakref
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from ...backend.plan import Plan
from .held import loaded, on_rollback
from .inverse import inverse_of as find_inverse
from .keyed import Keyed


class Relation(Keyed):
    """A relation of one model to another, as records have it."""

    _inverse: tuple[Relation | None] | None = None

    def bound_to(self, owner: type[Any]) -> Relation:
        """Return the same relation as a subclass has it."""
        made = copy.copy(self)
        made._owner, made._target, made._keys, made._inverse = weakref.ref(owner), None, None, None
        return made

    @property
    def steps(self) -> tuple[Relation, ...]:
        """The plain relations that it leads over: itself, unless it is declared `through` others."""
        return (self,)

    def load_plan(self, records: Sequence[Any]) -> Plan[list[Any]]:
        """Load the relation for all records in as few statements as the number of keys allows.

        Returns:
            All records that were loaded.
        """
        found, all_related = yield from self.related_plan(records, self.as_loaded)
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
