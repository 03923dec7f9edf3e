"""Which fields of a model count the records that belong to it."""

from __future__ import annotations

import weakref
from collections.abc import Collection
from typing import Any

from ...interface.errors import ConfigurationError, RecordNotSaved
from ..definition.inverse import refers_to

_COUNTING: weakref.WeakSet[Any] = weakref.WeakSet()
"""The models with a counter_cache; often they are defined after those in whose rows they count."""

_COUNTERS: weakref.WeakKeyDictionary[Any, dict[str, list[Any]]] = weakref.WeakKeyDictionary()
"""What `counters_of` found so far."""


def register_counting(model: Any) -> None:
    """Take note of a model with relations that have a counter_cache."""
    if _counting(model):
        _COUNTING.add(model)
        _COUNTERS.clear()


def counters_of(model: Any) -> dict[str, list[Any]]:
    """Return the counters of a model: each field's name, with the relations that count in it."""
    if not _COUNTING:
        return {}
    found = _COUNTERS.get(model)
    if found is None:
        found = _COUNTERS[model] = _find_counters(model)
    return found


def _find_counters(model: Any) -> dict[str, list[Any]]:
    from .parent_row import counter_of  # few models count any

    found: dict[str, list[Any]] = {}
    counting = sorted(_COUNTING, key=lambda item: len(item.__mro__))  # the models that count more rows come first
    for relation in (relation for item in counting for relation in _parts(item)):
        if refers_to(relation, model) and _place(relation.target) == _place(model):
            counter: Any = counter_of(relation)
            known = found.setdefault(counter, [])
            if not any(_covers(other, relation) for other in known):
                known.append(relation)
    return found


def _covers(other: Any, relation: Any) -> bool:
    """Tell whether one relation counts all rows of a table that another of a model on the same table counts."""
    if (_place(other.owner), other.owner_keys) != (_place(relation.owner), relation.owner_keys):
        return False
    return not other.owner.__mapping__.own_rows or issubclass(relation.owner, other.owner)


def _counting(model: Any) -> list[Any]:
    return [item for item in model.__relations__.values() if item.needs_upkeep and item.counter_cache]


def _parts(model: Any) -> list[Any]:
    """Return the counting relations to one model each; one whose models are not defined yet counts nowhere so far."""
    try:
        return [part for relation in _counting(model) for part in relation.plain]
    except ConfigurationError:
        return []


def _place(model: Any) -> object:
    return model.__mapping__.table.key


def refuse_counters(model: Any, changes: Collection[str]) -> None:
    """Raise if a save would write what the database counts.

    Raises:
        RecordNotSaved: It would.
    """
    for name in counters_of(model):
        if name in changes:
            raise RecordNotSaved(
                f"{counted(model, name)}: restore_attributes() takes it back, increment({name!r}) or "
                f"{model.__name__}.verify_counters() changes it in the database"
            )


def counted(model: Any, name: str) -> str:
    """Say what counts in a field."""
    counting = " and ".join(f"{item.owner.__name__}.{item.name}" for item in counters_of(model)[name])
    return f"{model.__name__}.{name} is counted by {counting} and can't be assigned"
