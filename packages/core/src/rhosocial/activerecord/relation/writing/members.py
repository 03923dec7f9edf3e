"""What a has_many relation holds of a record, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..definition.has import Has
from ..definition.held import loaded


class Members:
    """The records that belong to another, as far as they are known.

    Args:
        record: Whose they are.
        relation: The relation.
        records: The loaded records; None where they are not loaded.

    Attributes:
        records: The loaded records and those added; None where they are not loaded.
        added: Those that are saved with their owner.
        replaces: Whether an assignment has taken the place of all records, once the owner is saved.
    """

    __slots__ = ("added", "owner", "records", "relation", "replaces")

    def __init__(self, record: Any, relation: Has, records: list[Any] | None) -> None:
        self.owner = record
        self.relation = relation
        self.records = records
        self.added: list[Any] = []
        self.replaces = False

    def take(self, related: Iterable[Any]) -> None:
        """Hold what was loaded, and what was added and is not saved; an added record stays the object that it is."""
        if self.replaces:
            return
        self.added = [record for record in self.added if self.relation.belongs(self.owner, record)]  # others moved
        added = {record: record for record in self.added}
        found = [added.pop(record, record) for record in related] if added else list(related)
        self.records = [*found, *added.values()]

    def include(self, record: Any) -> None:
        """Show a record among the others, where they are loaded; it takes the place of a copy of itself."""
        places = self._places(record)
        if places:
            self.records[places[0]] = record  # type: ignore[index]  # there are none where nothing is loaded
        elif self.records is not None:
            self.records.append(record)

    def show(self, record: Any) -> None:
        """Show a record that has just been made, so that there is no copy of it to look for."""
        if self.records is not None and not any(known is record for known in self.records):
            self.records.append(record)

    def _places(self, record: Any) -> list[int]:
        """Return where a record, or a copy of it, stands; all of a key is only compared where its first part agrees."""
        name = type(record).__mapping__.key_names[0]
        key = record.__dict__.get(name)
        return [
            number
            for number, known in enumerate(self.records or ())
            if known is record or (key is not None and known.__dict__.get(name) == key and known == record)
        ]

    def note(self, record: Any) -> None:
        """Hold a record that is to be saved with the owner."""
        if not any(known is record for known in self.added):
            self.added.append(record)
        self.include(record)

    def exclude(self, record: Any) -> None:
        """Hold a record no longer."""
        self.added = [known for known in self.added if known is not record]
        for number in reversed(self._places(record)):
            del self.records[number]  # type: ignore[union-attr]  # there are none where nothing is loaded

    def take_in(self, record: Any) -> None:
        """Hold one record more; it is saved with the owner."""
        self.relation.link(self.owner, record)
        self.note(record)

    def let_go(self, record: Any) -> None:
        """Hold one record less."""
        self.relation.unlink(record)
        self.exclude(record)

    def exchange(self, others: list[Any]) -> None:
        """Hold exactly some records."""
        others = list(dict.fromkeys(others))
        kept = {id(other) for other in others}
        for former in list(self.records or ()):
            if id(former) not in kept:
                self.relation.unlink(former)
        self.records, self.added, self.replaces = list(others), list(others), not self.owner.is_new
        for other in others:
            self.relation.link(self.owner, other)


def keep(members: Members) -> Callable[[], None]:
    """Return a function that gives a members back what it holds now."""
    records, added, replaces = members.records, list(members.added), members.replaces
    shown = None if records is None else list(records)

    def restore() -> None:
        members.records, members.added, members.replaces = shown, added, replaces
        loaded(members.owner)[members.relation.name] = members

    return restore
