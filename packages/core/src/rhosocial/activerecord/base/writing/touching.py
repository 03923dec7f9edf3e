"""Writes of one record that do not start from its fields: locking, counting, touching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...backend.expression.expression import Expression, operand
from ...backend.expression.statement import Statement
from ...backend.expression.types import Integer, Numeric
from ...backend.expression.write import Update
from ...backend.plan import Plan, Result, atomic_plan
from ...field.automatic import now_for
from ...interface.errors import ConfigurationError, InvalidValue, QueryError, RecordNotSaved, StaleRecordError
from ..rows.state import PERSISTED
from .identity import old_key, shown_key
from .journal import journal
from .reloading import reload_plan


def increment_plan(record: Any, name: str, by: Any) -> Plan[None]:
    """Add to a column in the database, so that concurrent additions all count, and read the result back."""
    _must_be_persisted(record, "increment")
    column = type(record).__mapping__.column(name)
    if not isinstance(column.type, (Integer, Numeric)):
        raise InvalidValue(f"{name} can't be incremented: it is {column.type.describe()}")
    if not isinstance(by, Expression):
        _check_addend(record, column, by)
    yield from atomic_plan(type(record).backend(), _add_plan(record, column, by))


def _check_addend(record: Any, column: Any, by: object) -> None:
    """Refuse what some servers would round and others keep.

    Raises:
        InvalidValue: The column can't hold it.
    """
    try:
        type(record).backend().check_stored(column.type, by)
    except InvalidValue as error:
        raise InvalidValue(f"{column.attribute}: {error}") from None


def _add_plan(record: Any, column: Any, by: Any) -> Plan[None]:
    model = type(record)
    mapping = model.__mapping__
    added = column + by if record.__dict__.get(column.attribute) is not None else column
    values = {column.attribute: added}
    if mapping.automatic is not None:
        values |= mapping.automatic.renewed(values, mapping.columns)
    if not (yield from write_row_plan(model, values, key_conditions(record), record)):
        raise StaleRecordError(f"{model.__name__} {shown_key(record)} has no row any more: it was deleted meanwhile")


def write_row_plan(model: Any, values: Mapping[str, Any], conditions: Sequence[Any], record: Any) -> Plan[bool]:
    """Assign values or expressions in one row, and let the record that has it know what they came to.

    Args:
        model: The model.
        values: What to assign, by the fields' names.
        conditions: Those that the row meets.
        record: The record; None where there is none in memory.

    Returns:
        Whether there was such a row.
    """
    mapping, backend = model.__mapping__, model.backend()
    assignments = tuple(
        (mapping.columns[name], operand(value, mapping.columns[name].type)) for name, value in values.items()
    )
    index: Mapping[str, int] = {} if record is None else record.__state__.layout.index
    known = tuple(name for name in (*values, *mapping.computed) if name in index)
    returned = tuple(mapping.columns[name] for name in known) if backend.capabilities.update_returning else ()
    update = Update(mapping.table, assignments, tuple(conditions), returned)
    result = yield from backend.execute_plan(Statement(update))
    if not (result.rows or result.rowcount > 0):
        return False
    if known:
        journal(record, record.__state__, known)
        if result.rows:
            _take(record, known, result)
        else:
            yield from refresh_plan(record, known)
    return True


def refresh_plan(record: Any, names: tuple[str, ...]) -> Plan[None]:
    """Read some fields of a record's row again, leaving the others as they are."""
    model = type(record)
    query = model.query().unscoped().where(*key_conditions(record)).select(*names)
    _take(record, names, (yield from model.backend().execute_plan(query.statement())))


def _take(record: Any, names: tuple[str, ...], result: Result) -> None:
    """Take over what a statement gave back of a record's row."""
    labels, state = result.compiled.labels, record.__state__
    raw, decoded = result.rows[0], result.decoded()[0]
    row = list(state.row)
    for name in names:
        record.__dict__[name] = decoded[labels.index(name)]
        row[state.layout.index[name]] = raw[labels.index(name)]
    state.row = row


def touch_plan(record: Any, names: tuple[str, ...]) -> Plan[bool]:
    """Set moments to now and save."""
    _must_be_persisted(record, "touch")
    mapping = type(record).__mapping__
    names = names or tuple(name for name in ("updated_at",) if name in mapping.columns)
    if not names:
        raise ConfigurationError(f"{type(record).__name__} has no updated_at: name the fields to touch")
    for name, now in now_for(mapping, names).items():
        setattr(record, name, now)
    written: bool = yield from record._save_plan()
    return written


def lock_plan(record: Any) -> Plan[None]:
    """Lock a record's row until the transaction ends, and load it again."""
    _must_be_persisted(record, "lock")
    model, backend = type(record), type(record).backend()
    if backend.transaction is None:
        raise QueryError("lock() is for a transaction: the lock ends with it")
    yield from backend.prepare_plan()
    locking = None
    if backend.capabilities.for_update:  # what it reads is the row as it is now; a plain SELECT may show a snapshot
        locking = model.query().unscoped().where(*key_conditions(record)).for_update().statement()
    yield from reload_plan(record, locking)


def key_conditions(record: Any) -> tuple[Expression[bool], ...]:
    """Return the conditions that a record's row meets."""
    key = old_key(record)
    found: tuple[Expression[bool], ...] = type(record).__key_conditions__(key if len(key) > 1 else key[0])
    return found


def _must_be_persisted(record: Any, verb: str) -> None:
    if record.__state__.status is not PERSISTED:
        raise RecordNotSaved(f"{verb}() is for a saved record; this one is {record.__state__.status.value}")
