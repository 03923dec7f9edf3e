"""The plans that write one record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..backend.compiled import CompiledQuery
from ..backend.plan import OpenTransaction, Plan, Result, atomic_plan
from ..interface.errors import (
    IntegrityError,
    ReadOnlyRecordError,
    RecordNotSaved,
    StaleRecordError,
    violation_as_validation,
)
from .hooks import hook_plan
from .state import Layout, State, Status

_SAVING = frozenset(
    f"{when}_{what}" for when in ("before", "after") for what in ("validate", "save", "create", "update")
) | {"after_commit", "after_rollback"}  # fmt: skip
_DELETING = frozenset({"before_delete", "after_delete", "after_commit", "after_rollback"})


def save_plan(record: Any) -> Plan[bool]:
    """Insert a new record, or update what changed of another."""
    state = record.__state__
    if state.status is Status.DELETED or state.readonly:
        raise _unwritable(record, state)
    if type(record).__hooks__ & _SAVING or (state.relations and type(record).__saves_relations__):
        return (yield from atomic_plan(type(record).backend(), _hooked_save_plan(record, state)))
    return (yield from _write_plan(record, state))


def _unwritable(record: Any, state: State) -> Exception:
    name = type(record).__name__
    if state.readonly:
        return ReadOnlyRecordError(f"this {name} was loaded with readonly(): load it without to change it")
    return RecordNotSaved(f"this {name} was deleted: make a new one with model_copy() to insert it again")


def _hooked_save_plan(record: Any, state: State) -> Plan[bool]:
    kind = "create" if state.status is Status.NEW else "update"
    if type(record).__hooks__ & {"before_validate", "after_validate"}:
        yield from hook_plan(record, "before_validate")
        record.__validate_all__()
        yield from hook_plan(record, "after_validate")
    yield from hook_plan(record, "before_save", f"before_{kind}")
    _register_callbacks(record)
    written = yield from _write_plan(record, state)
    yield from hook_plan(record, f"after_{kind}", "after_save")
    return written


def _register_callbacks(record: Any) -> None:
    """Have after_commit and after_rollback called at the end of the transaction."""
    transaction: OpenTransaction | None = type(record).backend().transaction
    hooks = type(record).__hooks__
    if transaction is not None and "after_commit" in hooks:
        transaction.after_commit(record.after_commit)
    if transaction is not None and "after_rollback" in hooks:
        transaction.after_rollback(record.after_rollback)


def _write_plan(record: Any, state: State) -> Plan[bool]:
    if state.status is Status.NEW:
        yield from _insert_plan(record, state)
        return True
    return (yield from _update_plan(record, state))


def _insert_plan(record: Any, state: State) -> Plan[None]:
    model, values = type(record), record.__dict__
    backend = model.backend()
    statements = model.__statements__
    omitted = statements.omitted(values)
    yield from backend.prepare_plan()
    can = backend.capabilities
    mapping = model.__mapping__
    by_last_id = can.last_insert_id and not mapping.computed and omitted in ((), (mapping.generated_key,))
    insertion = statements.insertion(omitted, can.insert_returning and not by_last_id)
    statement = insertion.statement.with_values(insertion.values(values))
    result = yield from _checked_plan(record, backend.execute_plan(statement))
    journal(record, state, insertion.returned)
    row = _returned_row(result, insertion.returned)
    if row is None:
        state.layout, state.row = layout_of(result.compiled, backend, mapping, insertion.names), result.params
        _take_last_id(record, result, mapping, state)
        yield from _refresh_plan(record, insertion.returned)
    else:
        state.layout = layout_of(result.compiled, backend, mapping, (*insertion.names, *insertion.returned))
        state.row = (*result.params, *row)
        for name in insertion.returned:
            values[name] = state.layout.value(state.row, name)
    state.saved = None
    state.status = Status.PERSISTED


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
    model, values = type(record), record.__dict__
    changes = state.changes(model.__mapping__, values)
    if not changes:
        return False
    names = tuple(changes)
    statement = model.__statements__.update(names).with_values([*[values[name] for name in names], *old_key(record)])
    result = yield from _checked_plan(record, model.backend().execute_plan(statement))
    if result.rowcount == 0:
        raise StaleRecordError(f"{model.__name__} {old_key(record)!r} has no row any more: it was deleted meanwhile")
    journal(record, state, ())
    row, index = list(state.row), state.layout.index  # type: ignore[union-attr]
    for number, name in enumerate(names):
        row[index[name]] = result.params[number]
    state.row, state.saved = row, changes
    yield from _refresh_plan(record, model.__mapping__.computed)
    return True


def old_key(record: Any) -> tuple[object, ...]:
    """Return the key under which a record's row lies, whatever was assigned since."""
    state, names = record.__state__, type(record).__mapping__.key_names
    if state.layout is None:
        return tuple(record.__dict__.get(name) for name in names)
    return tuple(state.layout.value(state.row, name) for name in names)


def _checked_plan(record: Any, plan: Plan[Result]) -> Plan[Result]:
    """Run a write, turning a constraint's violation into a ValidationError that knows its field."""
    try:
        return (yield from plan)
    except IntegrityError as violation:
        model = type(record)
        fields = model.__fields_of__(violation)
        error = violation_as_validation(violation, model.__name__, fields, dict(record.__dict__))
        if error is None:
            raise
        raise error from violation


def _refresh_plan(record: Any, names: Sequence[str]) -> Plan[None]:
    """Read back what the server computed."""
    if names:
        record.__state__.status = Status.PERSISTED
        yield from reload_plan(record)


def reload_plan(record: Any) -> Plan[None]:
    """Load a record's row again."""
    model = type(record)
    statement = model.__statements__.find.with_values(old_key(record))
    result = yield from model.backend().execute_plan(statement)
    fresh = model.__load__(result.compiled, result.rows, {})
    if not fresh:
        raise StaleRecordError(f"{model.__name__} {old_key(record)!r} has no row any more: it was deleted meanwhile")
    record.__dict__.update(fresh[0].__dict__)
    state, loaded = record.__state__, fresh[0].__state__
    state.layout, state.row, state.relations = loaded.layout, loaded.row, None
    state.status = Status.PERSISTED


def delete_plan(record: Any) -> Plan[bool]:
    """Delete a record's row, with what depends on it."""
    state = record.__state__
    if state.status is not Status.PERSISTED or state.readonly:
        raise _undeletable(record, state)
    dependents = type(record).__dependents__
    if type(record).__hooks__ & _DELETING or dependents:
        return (yield from atomic_plan(type(record).backend(), _hooked_delete_plan(record, state)))
    return (yield from _delete_row_plan(record, state))


def _undeletable(record: Any, state: State) -> Exception:
    if state.readonly:
        return _unwritable(record, state)
    return RecordNotSaved(f"this {type(record).__name__} is {state.status.value}: there is no row to delete")


def _hooked_delete_plan(record: Any, state: State) -> Plan[bool]:
    yield from hook_plan(record, "before_delete")
    _register_callbacks(record)
    for relation in type(record).__dependents__:
        yield from relation.dependent_plan(record)
    deleted = yield from _delete_row_plan(record, state)
    yield from hook_plan(record, "after_delete")
    return deleted


def _delete_row_plan(record: Any, state: State) -> Plan[bool]:
    model = type(record)
    statement = model.__statements__.delete.with_values(old_key(record))
    result = yield from _checked_plan(record, model.backend().execute_plan(statement))
    if result.rowcount == 0:
        raise StaleRecordError(f"{model.__name__} {old_key(record)!r} has no row any more: it was deleted meanwhile")
    journal(record, state, ())
    state.status = Status.DELETED
    return True


def journal(record: Any, state: State, generated: Sequence[str]) -> None:
    """Have the transaction give the record its old state back if it is rolled back."""
    transaction = type(record).backend().transaction
    if transaction is None:
        return
    values = record.__dict__
    before = (state.status, state.layout, state.row, state.saved, [(name, values.get(name)) for name in generated])
    transaction.on_rollback(_undo, record, before)


def _undo(record: Any, before: tuple[Any, ...]) -> None:
    """Give a record back the state that `journal` noted."""
    state = record.__state__
    state.status, state.layout, state.row, state.saved, generated = before
    state.relations = None
    record.__dict__.update(generated)
