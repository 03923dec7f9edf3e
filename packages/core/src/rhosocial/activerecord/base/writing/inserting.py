"""Inserting a record's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...backend.compiled import CompiledQuery
from ...backend.plan import Plan, Result
from ..rows.state import INSERTED, PERSISTED, Layout, State
from ..validation.validating import validate_given, with_own_errors
from ..validation.violations import checked_plan
from .journal import journal
from .reloading import refresh_plan
from .sealing import in_row, unbound
from .updating import write_changes_plan

NOTHING: Mapping[str, object] = {}


def insert_plan(record: Any, state: State) -> Plan[None]:
    """Insert a new record's row, and take over what the server filled in."""
    model = type(record)
    if model.__revalidated__:
        with_own_errors(validate_given, record)
    backend, values = model.backend(), record.__dict__
    statements = model.__statements__
    omitted = statements.omitted(values)
    yield from backend.prepare_plan()
    can = backend.capabilities
    mapping = model.__mapping__
    by_last_id = can.last_insert_id and not mapping.computed and omitted in ((), (mapping.generated_key,))
    insertion = statements.insertion(omitted, can.insert_returning and not by_last_id)
    fresh = mapping.automatic.inserted(values) if mapping.automatic else NOTHING
    given = {**values, **fresh} if fresh else values
    statement = insertion.statement.with_values(insertion.values(in_row(mapping, given, given)))
    result = yield from checked_plan(record, backend.execute_plan(statement), insertion.names)
    journal(record, state, (*insertion.returned, *fresh))
    values.update(fresh)
    row = _returned_row(result, insertion.returned)
    if row is None:
        state.layout, state.row = layout_of(result.compiled, backend, mapping, insertion.names), result.params
        _take_last_id(record, result, mapping, state)
        yield from bind_plan(record, state)
        yield from refresh_plan(record, insertion.returned)
    else:
        state.layout = layout_of(result.compiled, backend, mapping, (*insertion.names, *insertion.returned))
        state.row = (*result.params, *row)
        for name in insertion.returned:
            values[name] = state.layout.value(state.row, name)
        yield from bind_plan(record, state)
    state.saved = INSERTED
    state.status = PERSISTED


def _returned_row(result: Result, returned: Sequence[str]) -> Sequence[object] | None:
    """Return what the server filled in, or None where it has to be selected."""
    if result.rows:
        return result.rows[0]
    if not returned:
        return ()
    return (result.last_id,) if len(returned) == 1 and result.last_id else None


def _take_last_id(record: Any, result: Result, mapping: Any, state: State) -> None:
    if mapping.generated_key and record.__dict__.get(mapping.generated_key) is None:
        record.__dict__[mapping.generated_key] = result.last_id


def bind_plan(record: Any, state: State) -> Plan[None]:
    """Write the values again that belong to a row which has been given its key only now."""
    changes = unbound(record)
    if changes:
        yield from write_changes_plan(record, state, changes)


def layout_of(compiled: CompiledQuery, backend: Any, mapping: Any, names: tuple[str, ...]) -> Layout:
    """Return how to read a row in the driver's form, as the encoders left it."""
    layout = compiled.loaders.get(names)
    if layout is None:
        decoders = [backend.decoder(mapping.columns[name].type) for name in names]
        layout = compiled.loaders[names] = Layout(names, decoders)  # type: ignore[assignment]
    return layout  # type: ignore[return-value]
