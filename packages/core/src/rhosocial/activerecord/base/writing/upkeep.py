"""What writing a record does to the rows that it belongs to: they count it, and are renewed with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ...backend.plan import Plan
from ...relation.definition.held import formers, loaded
from ...relation.upkeep.parent_row import counted_in, deciding, key_in, renewal
from ..rows.state import NEW, PERSISTED, State
from .touching import key_conditions, write_row_plan

Values = Mapping[str, Any]
Key = tuple[object, ...]
Seen = set[tuple[object, Key]]
"""The rows that one write has renewed; a circle of records ends where it began."""


def save_upkeep_plan(record: Any, state: State) -> Plan[None]:
    """Write to the rows that a record belongs to, before it is saved.

    Its own row comes last: a server that checks a foreign key locks the row it names for reading, and two writers that
    both did so could not both go on to write it.
    """
    if state.status is NEW:
        yield from _parents_plan(record, None, record.__dict__)
        return
    changes = state.changes(type(record).__mapping__, record.__dict__)
    if changes:
        before = yield from _before_plan(record, changes)
        yield from _parents_plan(record, before, {**(before or {}), **record.__dict__})


def delete_upkeep_plan(record: Any) -> Plan[None]:
    """Write to the rows that a record belongs to, before it is deleted or marked as deleted."""
    before = yield from _before_plan(record, _counting_fields(type(record)))
    yield from _parents_plan(record, before, None)


def _counting_fields(model: Any) -> set[str]:
    """Return the fields that decide which rows count a record."""
    counting = [relation for relation in model.__upkeep__ if relation.counter_cache]
    found = {name for relation in counting for name in deciding(relation)}
    automatic = model.__mapping__.automatic
    if counting and automatic is not None and automatic.deletion is not None:
        found.add(automatic.deletion)
    return found


def _before_plan(record: Any, changing: Collection[str]) -> Plan[Values | None]:
    """Return what a record's row says of the rows that it belongs to; None where it is gone.

    Where the write changes who counts it, the row is locked and read: what the record remembers may be outdated, and
    then the wrong row would count one less.
    """
    model, state = type(record), record.__state__
    decisive = _counting_fields(model)
    names = {name for relation in model.__upkeep__ for name in deciding(relation)} | decisive
    if decisive.isdisjoint(changing) and state.layout.index.keys() >= names:
        return {name: state.layout.value(state.row, name) for name in names}
    query = model.query().unscoped().where(*key_conditions(record))
    if model.backend().capabilities.for_update:
        query = query.for_update()
    rows = yield from query._values_plan(tuple(names))
    return rows[0] if rows else None


def _parents_plan(record: Any, before: Values | None, after: Values | None) -> Plan[None]:
    """Write to the rows that a record belonged to before the write and belongs to after it."""
    seen: Seen = set()
    for relation in type(record).__upkeep__:
        keys = {key for key in (key_in(relation, before), key_in(relation, after)) if key is not None}
        former, latter = counted_in(relation, before), counted_in(relation, after)
        for key in sorted(keys, key=repr):  # all writers in one order, so that none waits for the other in a circle
            by = (key == latter) - (key == former)
            yield from _renew_plan(relation, key, by, _in_memory(record, relation, key), seen)


def _renew_plan(relation: Any, key: Key, by: int, parent: Any, seen: Seen) -> Plan[None]:
    """Have one row count and learn of a change, and then those that it belongs to itself."""
    target = relation.target
    touch = bool(relation.touch) and (target, key) not in seen
    values = renewal(relation, by, touch)
    if not values:
        return
    yield from write_row_plan(target, values, [relation.matches([key])], parent)
    if touch:
        seen.add((target, key))
        yield from _further_plan(relation, key, parent, seen)


def _further_plan(relation: Any, key: Key, parent: Any, seen: Seen) -> Plan[None]:
    """Renew the rows that a renewed row belongs to, as its own relations say."""
    touching = [further for further in relation.target.__upkeep__ if further.touch]
    if not touching:
        return
    query = relation.target.query().unscoped().where(relation.matches([key]))
    names = {name for further in touching for name in deciding(further)}
    for values in (yield from query._values_plan(tuple(names))):
        for further in touching:
            above = key_in(further, values)
            if above is not None:
                yield from _renew_plan(further, above, 0, _in_memory(parent, further, above), seen)


def _in_memory(record: Any, relation: Any, key: Key) -> Any:
    """Return the record of a row that another knows, so that it learns what becomes of its row."""
    if record is None:
        return None
    former = formers(record).get((relation.name, (*relation.kind.values(), *key)))
    known = (relation.value(loaded(record).get(relation.name)), former)
    rows = (item for item in known if isinstance(item, relation.target) and item.__state__.status is PERSISTED)
    return next((item for item in rows if relation.key_there(item) == key), None)
