"""Updating a record's row: what changed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...backend.expression.expression import Expression
from ...backend.plan import Plan
from ...field.automatic import AutomaticFields
from ...interface.errors import ErrorDetail, ValidationError
from ...relation.upkeep.counter_registry import refuse_counters
from ..rows.state import State
from ..validation.validating import validate_mutable, with_own_errors
from ..validation.violations import checked_plan
from .identity import identity, stale
from .journal import journal
from .reloading import refresh_plan
from .sealing import in_row, rebound

Changes = dict[str, tuple[object, object]]


def update_plan(record: Any, state: State) -> Plan[bool]:
    """Write what changed of a record; return whether anything did."""
    model = type(record)
    mapping = model.__mapping__
    changes = state.changes(mapping, record.__dict__)
    if not changes:
        state.saved = None
        return False
    if model.__revalidated__ and not model.__revalidated__.isdisjoint(changes):
        with_own_errors(validate_mutable, record, model.__revalidated__ & changes.keys())
        changes = {name: (old, record.__dict__[name]) for name, (old, _) in changes.items()}
    values = record.__dict__
    refuse_counters(model, changes)
    mapping.refuse_computed(changes)
    changes = rebound(mapping, changes, values)
    clocked: tuple[str, ...] = ()
    if mapping.automatic is not None:
        changes, clocked = with_automatic(mapping.automatic, changes, values)
    yield from write_changes_plan(record, state, changes, clocked)
    return True


def write_changes_plan(record: Any, state: State, changes: Changes, clocked: tuple[str, ...] = ()) -> Plan[None]:
    """Update a record's row.

    Args:
        record: The record.
        state: Its state.
        changes: What to write, name -> (old, new); the record takes it over.
        clocked: The fields that the database's clock fills in.
    """
    model, values = type(record), record.__dict__
    names, mapping = tuple(changes), model.__mapping__
    if not changes.keys().isdisjoint(mapping.key_names):
        _refuse_no_key(record, changes)
    written = in_row(mapping, values, {name: new for name, (_, new) in changes.items()}).values()
    statement = model.__statements__.update(names, clocked).with_values([*written, *identity(record)])
    result = yield from checked_plan(record, model.backend().execute_plan(statement), changes)
    if result.rowcount == 0:
        raise stale(record)
    own = [name for name, (_, new) in changes.items() if values.get(name) is not new]
    journal(record, state, (*mapping.computed, *clocked, *own))
    _remember(record, state, changes, result.params)
    yield from refresh_plan(record, (*mapping.computed, *clocked))


def _refuse_no_key(record: Any, changes: Changes) -> None:
    """Raise if a row is to lose its key, which some servers would fill in anew."""
    for name in type(record).__mapping__.key_names:
        if record.__dict__.get(name) is None and name in changes:
            detail = ErrorDetail(type="missing", loc=(name,), msg="must have a value: it is the row's key", input=None)
            raise ValidationError(type(record).__name__, [detail])


def with_automatic(automatic: AutomaticFields, changes: Changes, values: Any) -> tuple[Changes, tuple[str, ...]]:
    """Add what the library writes to what the programmer changed; apart, the names left to the database's clock."""
    plain, clocked = split(automatic.renewed(changes, values), values)
    return {**changes, **plain}, clocked


def split(fresh: Mapping[str, object], values: Mapping[str, object]) -> tuple[Changes, tuple[str, ...]]:
    """Tell new values, as changes of the old ones, from the names of the fields that the database computes."""
    clocked = tuple(name for name, new in fresh.items() if isinstance(new, Expression))
    return {name: (values.get(name), new) for name, new in fresh.items() if name not in clocked}, clocked


def _remember(record: Any, state: State, changes: Changes, params: Sequence[object]) -> None:
    """Take what was written for the record's last state; a partly loaded record learns the fields it was given."""
    mapping, values = type(record).__mapping__, record.__dict__
    layout: Any = state.layout
    unknown = [name for name in changes if layout.portable or name not in layout.index]
    row = list(state.row)
    if unknown:
        backend = type(record).backend()
        layout = layout.extended(unknown, [backend.decoder(mapping.columns[name].type) for name in unknown])
        row += [None] * (len(layout.names) - len(row))
    index = layout.index
    for number, (name, (_, new)) in enumerate(changes.items()):
        row[index[name]] = params[number]
        values[name] = new
    state.layout, state.row, state.saved = layout, row, changes
