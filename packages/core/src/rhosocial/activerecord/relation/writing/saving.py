"""Saving what was assigned to a record's relations: its parents before it, its children after it."""

from __future__ import annotations

from typing import Any

from ...backend.plan import Plan
from ..definition.held import Unsaved, assign_key, loaded, on_rollback
from .changing import save_added_plan
from .collection import Collection
from .members import keep


def has_unsaved(record: Any) -> bool:
    """Tell whether anything was assigned to a record's relations that is saved with it."""
    relations = record.__state__.relations
    return bool(relations) and any(map(_is_unsaved, relations.values()))


def unsaved_names(record: Any) -> list[str]:
    """Return the relations to which something was assigned that is saved with a record."""
    return [name for name, held in (record.__state__.relations or {}).items() if _is_unsaved(held)]


def _is_unsaved(held: Any) -> bool:
    if type(held) is Collection:
        return bool(held.added) or held.replaces
    return type(held) is Unsaved


def save_parents_plan(record: Any) -> Plan[None]:
    """Save the new records that a record belongs to, and take over their keys."""
    for relation, held in _assigned(record):
        if relation.holds_key and type(held) is Unsaved:
            parent = held.record
            _hold(record, relation, parent, held)  # first, so that two records that belong to one another end
            if parent.is_new:
                yield from parent._save_plan()
            assign_key(record, relation.owner_keys, relation.key_there(parent))


def save_children_plan(record: Any, was_new: bool) -> Plan[bool]:
    """Save what was assigned to the relations whose foreign key names a record.

    Returns:
        Whether there was anything.
    """
    any_saved = False
    for relation, held in _assigned(record):
        if type(held) is Collection:
            on_rollback(record, keep(held))
            any_saved = (yield from save_added_plan(held, was_new)) or any_saved
        elif not relation.holds_key:
            _hold(record, relation, held.record, held)
            yield from relation.exchange_plan(record, held.record, was_new)
            any_saved = True
    return any_saved


def _assigned(record: Any) -> list[tuple[Any, Any]]:
    relations = type(record).__relations__
    return [(relations[name], held) for name, held in loaded(record).items() if _is_unsaved(held)]


def _hold(record: Any, relation: Any, value: Any, before: Unsaved) -> None:
    held = loaded(record)
    held[relation.name] = value
    on_rollback(record, lambda: loaded(record).__setitem__(relation.name, before))


def leave_relations(record: Any) -> None:
    """Take a deleted record out of what its parents hold; a rollback has them loaded again."""
    for name, held in list((record.__state__.relations or {}).items()):
        relation = type(record).__relations__[name]
        parent = relation.value(held) if relation.holds_key else None
        inverse = None if parent is None else relation.inverse_with(parent)
        if inverse is not None and inverse.is_held(parent):
            inverse.drop(parent, record)
            _forget_on_rollback(inverse, parent)


def _forget_on_rollback(relation: Any, parent: Any) -> None:
    on_rollback(parent, lambda: relation.forget(parent))
