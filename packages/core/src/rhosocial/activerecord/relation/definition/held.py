"""What a relation holds of a record where that is not simply the related records."""

from __future__ import annotations

import weakref
from typing import Any


class Missing:
    """A foreign key was looked up and has no record.

    Args:
        key: The key, by which a later change of it is seen.
    """

    __slots__ = ("key",)

    def __init__(self, key: tuple[object, ...]) -> None:
        self.key = key


class Unsaved:
    """What was assigned, and is written when the record is saved.

    Args:
        record: The related record, or None.
    """

    __slots__ = ("record",)

    def __init__(self, record: Any) -> None:
        self.record = record


def loaded(record: Any) -> dict[str, Any]:
    """Return a record's loaded relations by name."""
    state = record.__state__
    if state.relations is None:
        state.relations = {}
    relations: dict[str, Any] = state.relations
    return relations


def remember_former(record: Any, relation: Any) -> None:
    """Keep the record that another belongs to, so that it learns of it once that belongs to yet another."""
    if not relation.needs_upkeep or record.is_new:
        return
    former = relation.value(loaded(record).get(relation.name))
    if former is not None and former.is_persisted:
        formers(record)[relation.name, relation.key_there(former)] = former


def formers(record: Any) -> weakref.WeakValueDictionary[tuple[str, tuple[object, ...]], Any]:
    """Return the records that a record has belonged to, as far as others hold them, by relation and key.

    All of them, since a rollback may make any of them again the one that counts the record.
    """
    state = record.__state__
    if not hasattr(state, "formers"):  # a slot that most records never fill
        state.formers = weakref.WeakValueDictionary()
    found: weakref.WeakValueDictionary[tuple[str, tuple[object, ...]], Any] = state.formers
    return found


def assign_key(record: Any, names: tuple[str, ...], key: tuple[object, ...]) -> None:
    """Give a record a foreign key that is known to fit, and its old one back if the transaction is rolled back."""
    values = record.__dict__
    before = {name: values.get(name) for name in names}
    values.update(zip(names, key))
    on_rollback(record, lambda: record.__dict__.update(before))


def on_rollback(record: Any, undo: Any) -> None:
    """Have something undone if the transaction, where one is open, is rolled back."""
    transaction = type(record).backend().transaction if has_backend(record) else None
    if transaction is not None:
        transaction.on_rollback(undo)


def has_backend(record: Any) -> bool:
    """Tell whether a backend is configured; relations of unsaved records work without one."""
    return type(record).__backend__ is not None
