"""The plans that change what belongs to a record on the many side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...backend.plan import Plan, atomic_plan
from ...interface.errors import RecordNotSaved
from ..definition.held import on_rollback
from .hooks import collection_hooks_plan
from .members import Members


def add_plan(members: Members, records: Sequence[Any]) -> Plan[None]:
    """Add records: now, or when the owner is saved."""
    relation, owner = members.relation, members.owner
    relation.check(records)
    if owner.is_new:
        for record in records:
            members.take_in(record)
        return
    yield from _together_plan(members, records, _attach_plan(members, records))


def _together_plan(members: Members, records: Sequence[Any], body: Plan[None]) -> Plan[None]:
    """Do all of it or nothing; one record without hooks is one statement anyway."""
    if len(records) == 1 and not members.relation.collection_hooks:
        yield from body
    else:
        yield from atomic_plan(type(members.owner).backend(), body)


def _attach_plan(members: Members, records: Sequence[Any]) -> Plan[None]:
    for record in records:
        yield from _hooked_plan(members, "add", record, members.show if record.is_new else members.include)


def _hooked_plan(
    members: Members, verb: str, record: Any, note: Callable[[Any], None] = lambda record: None
) -> Plan[None]:
    """Write that a record belongs here, or does no longer, between the hooks for that.

    Args:
        members: The collection.
        verb: `add` or `remove`.
        record: The record.
        note: Has the collection show it, for the hook after it to see.
    """
    relation, owner = members.relation, members.owner
    yield from collection_hooks_plan(relation, f"before_{verb}", owner, record)
    _forget_on_rollback(members)
    yield from relation.attach_plan(owner, record) if verb == "add" else relation.detach_plan(owner, record)
    note(record)
    yield from collection_hooks_plan(relation, f"after_{verb}", owner, record)


def create_plan(members: Members, values: dict[str, Any]) -> Plan[Any]:
    """Make a record that belongs to the owner, and save it."""
    relation, owner = members.relation, members.owner
    if owner.is_new:
        raise RecordNotSaved(
            f"{type(owner).__name__} is not saved yet: {relation.name}.build(…) makes a record that is saved with it"
        )
    made = relation.build(owner, values)
    yield from _together_plan(members, [made], _attach_plan(members, [made]))
    return made


def remove_plan(members: Members, records: Sequence[Any]) -> Plan[None]:
    """Remove records, as the relation's `dependent` says."""
    relation, owner = members.relation, members.owner
    relation.check(records)
    if owner.is_new:
        for record in records:
            members.let_go(record)
        return
    yield from _together_plan(members, records, _detach_plan(members, records))


def _detach_plan(members: Members, records: Sequence[Any]) -> Plan[None]:
    for record in records:
        if record.is_persisted:
            yield from _hooked_plan(members, "remove", record, members.exclude)
        else:
            members.exclude(record)


def clear_plan(members: Members) -> Plan[None]:
    """Remove all records."""
    yield from replace_plan(members, [])


def replace_plan(members: Members, records: list[Any]) -> Plan[None]:
    """Remove all records but some, and add those of them that do not belong here yet."""
    relation, owner = members.relation, members.owner
    relation.check(records)
    if owner.is_new:
        members.exchange(records)
        return
    yield from atomic_plan(type(owner).backend(), _exchange_plan(members, list(dict.fromkeys(records))))


def _exchange_plan(members: Members, records: list[Any]) -> Plan[None]:
    _forget_on_rollback(members)
    relation, owner = members.relation, members.owner
    if relation.limit is not None:
        raise RecordNotSaved(f"{relation.name} is cut to {relation.limit}: it can't tell which records to replace")
    present = yield from relation.query_of(owner)._all_plan()
    known = {record: record for record in members.records or () if not record.is_new}
    kept = set(records)
    for record in present:
        if record not in kept:
            yield from _hooked_plan(members, "remove", known.get(record, record))
    there = set(present)
    for record in records:
        if record not in there:
            yield from _hooked_plan(members, "add", record)
    members.added, members.replaces = [], False
    members.records = list(records)
    relation.fill_inverse(owner, records)


def save_added_plan(members: Members, was_new: bool) -> Plan[bool]:
    """Save what was added to an owner that is now saved itself; an assignment takes the place of all there was."""
    added, replaces = members.added, members.replaces
    if replaces and not was_new:
        yield from _exchange_plan(members, list(members.records or ()))
        return True
    members.added, members.replaces = [], False
    relation, owner = members.relation, members.owner
    for record in added:
        if was_new or relation.belongs(owner, record):  # else it was moved since
            yield from _hooked_plan(members, "add", record)
    return bool(added)


def _forget_on_rollback(members: Members) -> None:
    on_rollback(members.owner, lambda: members.relation.forget(members.owner))
