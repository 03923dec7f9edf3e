"""The plans that write one record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...backend.compiled import CompiledQuery
from ...backend.expression.expression import Expression
from ...backend.expression.statement import Statement
from ...backend.plan import Plan, Result, atomic_plan
from ...field.automatic import AutomaticFields
from ...interface.errors import (
    ErrorDetail,
    IntegrityError,
    InvalidValue,
    ReadOnlyRecordError,
    RecordNotSaved,
    StaleRecordError,
    ValidationError,
    violation_as_validation,
    without,
)
from ...query.fitting import named
from ...relation.upkeep.counter_registry import refuse_counters
from ...relation.writing.saving import has_unsaved, save_children_plan, save_parents_plan
from ..lifecycle.hooks import hook_plan
from ..lifecycle.outcomes import register_outcomes, settle
from ..rows.state import DELETED, INSERTED, NEW, PERSISTED, Layout, State
from ..validation.validating import validate_given, validate_mutable, with_own_errors
from ..validation.violations import fields_of
from .sealing import awaits_number, in_row, rebound, unbound

Changes = dict[str, tuple[object, object]]
NOTHING: Mapping[str, object] = {}
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
    was_new = state.status is NEW
    yield from save_parents_plan(record)
    if was_new and state.status is PERSISTED and not state.changes(type(record).__mapping__, record.__dict__):
        return True  # a parent that holds it as its child has saved it
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
        from .upkeep import save_upkeep_plan  # which imports this module, and few models need it

        yield from save_upkeep_plan(record, state)
    if state.status is NEW:
        if awaits_number(type(record).__mapping__, record.__dict__):
            yield from atomic_plan(type(record).backend(), _insert_plan(record, state))
        else:
            yield from _insert_plan(record, state)
        return True
    return (yield from _update_plan(record, state))


def _insert_plan(record: Any, state: State) -> Plan[None]:
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
        yield from _refresh_plan(record, insertion.returned)
    else:
        state.layout = layout_of(result.compiled, backend, mapping, (*insertion.names, *insertion.returned))
        state.row = (*result.params, *row)
        for name in insertion.returned:
            values[name] = state.layout.value(state.row, name)
        yield from bind_plan(record, state)
    state.saved = INSERTED
    state.status = PERSISTED


def bind_plan(record: Any, state: State) -> Plan[None]:
    """Write the values again that belong to a row which has been given its key only now."""
    changes = unbound(record)
    if changes:
        yield from write_changes_plan(record, state, changes)


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


def layout_of(compiled: CompiledQuery, backend: Any, mapping: Any, names: tuple[str, ...]) -> Layout:
    """Return how to read a row in the driver's form, as the encoders left it."""
    layout = compiled.loaders.get(names)
    if layout is None:
        decoders = [backend.decoder(mapping.columns[name].type) for name in names]
        layout = compiled.loaders[names] = Layout(names, decoders)  # type: ignore[assignment]
    return layout  # type: ignore[return-value]


def _update_plan(record: Any, state: State) -> Plan[bool]:
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
    yield from _refresh_plan(record, (*mapping.computed, *clocked))


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


def stale(record: Any) -> StaleRecordError:
    """Return the error for a row that is not as the record knows it."""
    model = type(record)
    meanwhile = "changed or deleted" if model.__mapping__.guards else "deleted"
    lost = f"{model.__name__} {shown_key(record)} was {meanwhile} meanwhile: nothing was written"
    return StaleRecordError(f"{lost}. reload() it, or find it again, and decide anew")


def identity(record: Any) -> tuple[object, ...]:
    """Return the values of `mapping.identity`: the old key, and what a write must meet."""
    guards, values = type(record).__mapping__.guards, record.__dict__
    return (*old_key(record), *[values[name] for name in guards]) if guards else old_key(record)


def shown_key(record: Any) -> str:
    """Return a record's key as an error shows it."""
    key = old_key(record)
    return repr(key[0] if len(key) == 1 else key)


def old_key(record: Any) -> tuple[object, ...]:
    """Return the key under which a record's row lies, whatever was assigned since."""
    state, names = record.__state__, type(record).__mapping__.key_names
    if state.layout is None:
        return tuple(record.__dict__.get(name) for name in names)
    index, values = state.layout.index, record.__dict__  # a key that the server made is not in a row inserted
    return tuple(state.layout.value(state.row, name) if name in index else values.get(name) for name in names)


def checked_plan(record: Any, plan: Plan[Result], written: Iterable[str] = ()) -> Plan[Result]:
    """Run a write, turning a constraint's violation into a ValidationError that knows its field.

    A violation leaves the transaction usable: where the server would not, a savepoint stands around the statement.

    Args:
        record: The record.
        plan: The statement.
        written: The fields that it writes.
    """
    model, backend = type(record), type(record).backend()
    try:
        if not backend.capabilities.statement_rollback and backend.transaction is not None:
            return (yield from atomic_plan(backend, plan))
        return (yield from plan)
    except InvalidValue as misfit:
        raise named(misfit, model, {name: record.__dict__.get(name) for name in written}) from None
    except IntegrityError as violation:
        values = dict(record.__dict__)
        fields = tuple(fields_of(model, violation, values, written))
        error = violation_as_validation(violation, model.__name__, fields, without(values, model.__hidden__))
        if error is None:
            raise
        raise error from violation.driver_error


def _refresh_plan(record: Any, names: Sequence[str]) -> Plan[None]:
    """Read back what the server computed."""
    if names:
        relations, record.__state__.status = record.__state__.relations, PERSISTED
        yield from reload_plan(record)
        record.__state__.relations = relations


def reload_plan(record: Any, statement: Statement | None = None) -> Plan[None]:
    """Load a record's row again.

    Args:
        record: The record.
        statement: What loads all of the row; by default a plain SELECT.
    """
    model = type(record)
    if record.__state__.status is NEW:
        raise RecordNotSaved(f"this {model.__name__} was never saved: there is no row to load")
    if statement is None:
        statement = model.__statements__.find.with_values(old_key(record))
    result = yield from model.backend().execute_plan(statement)
    fresh = model.__load__(result.compiled, result.rows, {})
    if not fresh:
        raise StaleRecordError(f"{model.__name__} {shown_key(record)} has no row any more: it was deleted meanwhile")
    transaction = model.backend().transaction
    if transaction is not None:
        journal(record, record.__state__, ())
        transaction.on_rollback(_restore_values, record, dict(record.__dict__))
    record.__dict__.update(fresh[0].__dict__)
    state, loaded = record.__state__, fresh[0].__state__
    state.layout, state.row, state.relations = loaded.layout, loaded.row, None
    state.status = PERSISTED


def journal(record: Any, state: State, generated: Sequence[str]) -> None:
    """Have the transaction give the record its old state back if it is rolled back."""
    transaction = type(record).backend().transaction
    if transaction is None:
        return
    values = record.__dict__
    before = (state.status, state.layout, state.row, state.saved, [(name, values.get(name)) for name in generated])
    transaction.on_rollback(_undo, record, before)


def _restore_values(record: Any, before: Mapping[str, object]) -> None:
    values = record.__dict__  # of the record as it is then: pydantic makes a new one at every assignment
    values.clear()
    values.update(before)


def _undo(record: Any, before: tuple[Any, ...]) -> None:
    """Give a record back the state that `journal` noted."""
    state = record.__state__
    state.status, state.layout, state.row, state.saved, generated = before
    record.__dict__.update(generated)
