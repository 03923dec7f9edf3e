"""Saving one record: with its hooks, and with what was assigned to its relations."""

from __future__ import annotations

from typing import Any

from ...backend.plan import Plan, atomic_plan
from ...interface.errors import ReadOnlyRecordError, RecordNotSaved
from ...relation.writing.saving import has_unsaved, save_children_plan, save_parents_plan
from ..lifecycle.hooks import hook_plan
from ..lifecycle.outcomes import register_outcomes, settle
from ..rows.state import DELETED, NEW, PERSISTED, State
from .inserting import insert_plan
from .sealing import awaits_number
from .updating import update_plan

_SAVING = frozenset(
    f"{when}_{what}" for when in ("before", "after") for what in ("validate", "save", "create", "update")
) | {"after_commit", "after_rollback"}  # fmt: skip


def save_plan(record: Any) -> Plan[bool]:
    """Insert a new record, or update what changed of another."""
    state = record.__state__
    if state.status is DELETED or state.readonly:
        raise unwritable(record, state)
    if state.relations and has_unsaved(record):
        return (yield from atomic_plan(type(record).backend(), _related_save_plan(record, state)))
    if _SAVING & type(record).__hooks__.keys() or type(record).__upkeep__:
        return (yield from atomic_plan(type(record).backend(), _hooked_save_plan(record, state)))
    return (yield from _write_plan(record, state))


def _related_save_plan(record: Any, state: State) -> Plan[bool]:
    """Save a record with what was assigned to its relations: parents, itself, children."""
    was_new, saved = state.status is NEW, state.saved
    yield from save_parents_plan(record)
    written = state.status is PERSISTED and state.saved is not None and state.saved is not saved
    if written and not state.changes(type(record).__mapping__, record.__dict__):
        return True  # by a new parent, which holds it as its child
    hooked = bool(_SAVING & type(record).__hooks__.keys())
    written = yield from (_hooked_save_plan(record, state) if hooked else _write_plan(record, state))
    return (yield from save_children_plan(record, was_new)) or written


def unwritable(record: Any, state: State) -> Exception:
    """Return the error for a record that must not be saved."""
    name = type(record).__name__
    if state.readonly:
        return ReadOnlyRecordError(f"this {name} was loaded with readonly(): load it without to change it")
    return RecordNotSaved(f"this {name} was deleted: make a new one with model_copy() to insert it again")


def _hooked_save_plan(record: Any, state: State) -> Plan[bool]:
    kind = "create" if state.status is NEW else "update"
    if not type(record).__hooks__.keys().isdisjoint(("before_validate", "after_validate")):
        yield from hook_plan(record, "before_validate", kind=kind)
        record.__validate_all__()
        yield from hook_plan(record, "after_validate", kind=kind)
    yield from hook_plan(record, "before_save", f"before_{kind}", kind=kind)
    outcomes = register_outcomes(record, kind)
    written = yield from _write_plan(record, state)
    settle(outcomes, written)
    yield from hook_plan(record, f"after_{kind}", "after_save", kind=kind)
    return written


def _write_plan(record: Any, state: State) -> Plan[bool]:
    if type(record).__upkeep__:
        from .upkeep import save_upkeep_plan  # few models need it

        yield from save_upkeep_plan(record, state)
    if state.status is NEW:
        if awaits_number(type(record).__mapping__, record.__dict__):
            yield from atomic_plan(type(record).backend(), insert_plan(record, state))
        else:
            yield from insert_plan(record, state)
        return True
    return (yield from update_plan(record, state))
