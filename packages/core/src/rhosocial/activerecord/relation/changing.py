"""The plans that change what belongs to a record on the many side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..backend.plan import Plan, atomic_plan
from ..interface.errors import RecordNotSaved
from .held import on_rollback

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
    if len(records) == 1:
        yield from _attach_plan(collection, records)
    else:
        yield from atomic_plan(type(owner).backend(), _attach_plan(collection, records))


def _attach_plan(collection: Collection[Any], records: Sequence[Any]) -> Plan[None]:
    _forget_on_rollback(collection)
    for record in records:
        yield from collection.relation.attach_plan(collection.owner, record)
        collection.include(record)


def create_plan(collection: Collection[Any], values: dict[str, Any]) -> Plan[Any]:
    """Make a record that belongs to the owner, and save it."""
    relation, owner = collection.relation, collection.owner
    if owner.is_new:
        raise RecordNotSaved(
            f"{type(owner).__name__} is not saved yet: {relation.name}.build(…) makes a record that is saved with it"
        )
    made = relation.build(owner, values)
    yield from _attach_plan(collection, [made])
    return made


def remove_plan(collection: Collection[Any], records: Sequence[Any]) -> Plan[None]:
    """Remove records, as the relation's `dependent` says."""
    relation, owner = collection.relation, collection.owner
    relation.check(records)
    if owner.is_new:
        for record in records:
            relation.let_go(owner, record)
        return
    if len(records) == 1:
        yield from _detach_plan(collection, records)
    else:
        yield from atomic_plan(type(owner).backend(), _detach_plan(collection, records))


def _detach_plan(collection: Collection[Any], records: Sequence[Any]) -> Plan[None]:
    _forget_on_rollback(collection)
    for record in records:
        if record.is_persisted:
            yield from collection.relation.detach_plan(collection.owner, record)
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
            yield from relation.detach_plan(owner, known.get(record, record))
    there = set(present)
    for record in records:
        if record not in there:
            yield from relation.attach_plan(owner, record)
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
            yield from relation.attach_plan(owner, record)
    return bool(added)


def _forget_on_rollback(collection: Collection[Any]) -> None:
    on_rollback(collection.owner, lambda: collection.relation.forget(collection.owner))
