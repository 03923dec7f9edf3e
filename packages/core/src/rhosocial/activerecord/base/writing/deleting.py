"""The plans that delete one record: its row goes, or is marked as deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...backend.plan import Plan, atomic_plan
from ...field.automatic import AutomaticFields
from ...interface.errors import RecordNotSaved
from ...relation.writing.saving import leave_relations
from ..lifecycle.hooks import hook_plan
from ..lifecycle.outcomes import register_outcomes, settle
from ..rows.state import DELETED, PERSISTED, State
from ..validation.violations import checked_plan
from .identity import identity, stale
from .journal import journal
from .saving import unwritable
from .updating import split, with_automatic, write_changes_plan

_DELETING = frozenset({"before_delete", "after_delete", "after_commit", "after_rollback"})


def delete_plan(record: Any, hard: bool = False) -> Plan[bool]:
    """Delete a record's row, with what depends on it; mark it instead where its model says so, unless `hard`."""
    model, state = type(record), record.__state__
    if state.status is not PERSISTED or state.readonly:
        raise _undeletable(record, state)
    automatic: AutomaticFields | None = model.__mapping__.automatic
    if automatic is not None and automatic.deletion is not None and not hard:
        if record.__dict__.get(automatic.deletion) is not None:
            return False
        if not (_DELETING & model.__hooks__.keys() or model.__upkeep__):
            return (yield from _mark_plan(record))
        return (yield from atomic_plan(model.backend(), _hooked_plan(record, _mark_plan)))
    if not (_DELETING & model.__hooks__.keys() or model.__dependents__ or model.__upkeep__):
        return (yield from _delete_row_plan(record))
    return (yield from atomic_plan(model.backend(), _hooked_plan(record, _delete_row_plan, model.__dependents__)))


def _undeletable(record: Any, state: State) -> Exception:
    if state.readonly:
        return unwritable(record, state)
    return RecordNotSaved(f"this {type(record).__name__} is {state.status.value}: there is no row to delete")


def _hooked_plan(record: Any, body: Callable[[Any], Plan[bool]], dependents: tuple[Any, ...] = ()) -> Plan[bool]:
    yield from hook_plan(record, "before_delete", kind="delete")
    outcomes = register_outcomes(record, "delete")
    for relation in dependents:
        yield from relation.dependent_plan(record)
    if type(record).__upkeep__:
        from .upkeep import delete_upkeep_plan  # few models have any

        yield from delete_upkeep_plan(record)
    deleted = yield from body(record)
    settle(outcomes, deleted)
    yield from hook_plan(record, "after_delete", kind="delete")
    return deleted


def _delete_row_plan(record: Any) -> Plan[bool]:
    model, state = type(record), record.__state__
    statement = model.__statements__.delete.with_values(identity(record))
    result = yield from checked_plan(record, model.backend().execute_plan(statement))
    if result.rowcount == 0:
        raise stale(record)
    journal(record, state, ())
    state.status = DELETED
    if state.relations:
        leave_relations(record)
    return True


def _mark_plan(record: Any) -> Plan[bool]:
    """Mark the row; what else was changed and not saved stays so, and what depends on the row stays too."""
    automatic: AutomaticFields = type(record).__mapping__.automatic
    marks, by_clock = split(automatic.deleted(), record.__dict__)
    changes, clocked = with_automatic(automatic, marks, record.__dict__)
    yield from write_changes_plan(record, record.__state__, changes, (*by_clock, *clocked))
    return True
