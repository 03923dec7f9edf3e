"""The plans that change what belongs to a record on the many side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...backend.plan import Plan, atomic_plan
from ...interface.errors import RecordNotSaved
from ..definition.held import on_rollback
from .hooks import collection_hooks_plan

if TYPE_CHECKING:
    from .collection import Collection


def add_plan(collection: Collection[Any], records: Sequence[Any]) -> Plan[None]:
    """Add records: now, or when the owner is saved."""
    relation, owner = collection.relation, collection.owner
    relation.check(records)
    if owner.is_new:
        for record in records:
            relation.take_in(owner, record)
        return
    yield from _together_plan(collection, records, _attach_plan(collection, records))


def _together_plan(collection: Collection[Any], records: Sequence[Any], body: Plan[None]) -> Plan[None]:
    """Do all of it or nothing; one record without hooks is one statement anyway."""
    if len(records) == 1 and not collection.relation.collection_hooks:
        yield from body
    else:
        yield from atomic_plan(type(collection.owner).backend(), body)


def _attach_plan(collection: Collection[Any], records: Sequence[Any]) -> Plan[None]:
    for record in records:
        yield from _hooked_plan(collection, "add", record, collection.include)


def _hooked_plan(
    collection: Collection[Any], verb: str, record: Any, note: Callable[[Any], None] = lambda record: None
) -> Plan[None]:
    """Write that a record belongs here, or does no longer, between the hooks for that.

    Args:
        collection: The collection.
        verb: `add` or `remove`.
        record: The record.
        note: Has the collection show it, for the hook after it to see.
    """
    relation, owner = collection.relation, collection.owner
    yield from collection_hooks_plan(relation, f"before_{verb}", owner, record)
    _forget_on_rollback(collection)
    yield from relation.attach_plan(owner, record) if verb == "add" else relation.detach_plan(owner, record)
    note(record)
    yield from collection_hooks_plan(relation, f"after_{verb}", owner, record)


def create_plan(collection: Collection[Any], values: dict[str, Any]) -> Plan[Any]:
    """Make a record that belongs to the owner, and save it."""
    relation, owner = collection.relation, collection.owner
    if owner.is_new:
        raise RecordNotSaved(
            f"{type(owner).__name__} is not saved yet: {relation.name}.build(…) makes a record that is saved with it"
        )
    made = relation.build(owner, values)
    yield from _together_plan(collection, [made], _attach_plan(collection, [made]))
    return made


def remove_plan(collection: Collection[Any], records: Sequence[Any]) -> Plan[None]:
    """Remove records, as the relation's `dependent` says."""
    relation, owner = collection.relation, collection.owner
    relation.check(records)
    if owner.is_new:
        for record in records:
            relation.let_go(owner, record)
        return
    yield from _together_plan(collection, records, _detach_plan(collection, records))


def _detach_plan(collection: Collection[Any], records: Sequence[Any]) -> Plan[None]:
    for record in records:
        if record.is_persisted:
            yield from _hooked_plan(collection, "remove", record, collection.exclude)
        else:
            collection.exclude(record)


def clear_plan(collection: Collection[Any]) -> Plan[None]:
    """Remove all records."""
    yield from replace_plan(collection, [])


def replace_plan(collection: Collection[Any], records: list[Any]) -> Plan[None]:
    """Remove all records but some, and add those of them that do not belong here yet."""
    relation, owner = collection.relation, collection.owner
    relation.check(records)
    if owner.is_new:
        relation.exchange(owner, records)
        return
    yield from atomic_plan(type(owner).backend(), _exchange_plan(collection, records))


def _exchange_plan(collection: Collection[Any], records: list[Any]) -> Plan[None]:
    _forget_on_rollback(collection)
    relation, owner = collection.relation, collection.owner
    if relation.limit is not None:
        raise RecordNotSaved(f"{relation.name} is cut to {relation.limit}: it can't tell which records to replace")
    present = yield from relation.query_of(owner)._all_plan()
    known = {record: record for record in collection.records or () if not record.is_new}
    kept = set(records)
    for record in present:
        if record not in kept:
            yield from _hooked_plan(collection, "remove", known.get(record, record))
    there = set(present)
    for record in records:
        if record not in there:
            yield from _hooked_plan(collection, "add", record)
    collection.added, collection.replaces = [], False
    collection.records = list(records)
    relation.fill_inverse(owner, records)


def save_added_plan(collection: Collection[Any], was_new: bool) -> Plan[bool]:
    """Save what was added to an owner that is now saved itself; an assignment takes the place of all there was."""
    added, replaces = collection.added, collection.replaces
    if replaces and not was_new:
        yield from _exchange_plan(collection, list(collection.records or ()))
        return True
    collection.added, collection.replaces = [], False
    relation, owner = collection.relation, collection.owner
    for record in added:
        if was_new or relation.belongs(owner, record):  # else it was moved since
            yield from _hooked_plan(collection, "add", record)
    return bool(added)


def _forget_on_rollback(collection: Collection[Any]) -> None:
    on_rollback(collection.owner, lambda: collection.relation.forget(collection.owner))
