"""Writes of one record that do not start from its fields: locking, counting, touching."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..backend.expression.expression import operand
from ..backend.expression.statement import Statement
from ..backend.expression.types import Instant, Integer, Numeric
from ..backend.expression.write import Update
from ..backend.plan import Plan, atomic_plan
from ..interface.errors import ConfigurationError, InvalidValue, QueryError, RecordNotSaved, StaleRecordError
from .state import Status
from .writing import journal, old_key, reload_plan


def increment_plan(record: Any, name: str, by: Any) -> Plan[None]:
    """Add to a column in the database, so that concurrent additions all count, and read the result back."""
    _must_be_persisted(record, "increment")
    column = type(record).__mapping__.column(name)
    if not isinstance(column.type, (Integer, Numeric)):
        raise InvalidValue(f"{name} can't be incremented: it is {column.type.describe()}")
    yield from atomic_plan(type(record).backend(), _add_plan(record, column, by))


def _add_plan(record: Any, column: Any, by: Any) -> Plan[None]:
    model = type(record)
    conditions = model.__key_conditions__(_key(record))
    mapping = model.__mapping__
    added = column + by if record.__dict__.get(column.attribute) is not None else column
    values = {column.attribute: added}
    if mapping.automatic is not None:
        values |= mapping.automatic.renewed(values, mapping.columns)
    assignments = tuple(
        (mapping.columns[name], operand(value, mapping.columns[name].type)) for name, value in values.items()
    )
    result = yield from model.backend().execute_plan(Statement(Update(mapping.table, assignments, conditions)))
    if result.rowcount == 0:
        raise StaleRecordError(f"{model.__name__} {old_key(record)!r} has no row any more: it was deleted meanwhile")
    known = [name for name in (*values, *mapping.computed) if name in record.__state__.layout.index]
    journal(record, record.__state__, known)
    yield from refresh_plan(record, tuple(known))


def refresh_plan(record: Any, names: tuple[str, ...]) -> Plan[None]:
    """Read some fields of a record's row again, leaving the others as they are."""
    model, state = type(record), record.__state__
    query = model.query().unscoped().where(*model.__key_conditions__(_key(record))).select(*names)
    result = yield from model.backend().execute_plan(query.statement())
    labels = result.compiled.labels
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
    for name in names:
        zone = dt.timezone.utc if isinstance(mapping.column(name).type, Instant) else None
        setattr(record, name, dt.datetime.now(zone))
    written: bool = yield from record._save_plan()
    return written


def lock_plan(record: Any) -> Plan[None]:
    """Lock a record's row until the transaction ends, and load it again."""
    _must_be_persisted(record, "lock")
    model, backend = type(record), type(record).backend()
    if backend.transaction is None:
        raise QueryError("lock() is for a transaction: the lock ends with it")
    yield from backend.prepare_plan()
    if backend.capabilities.for_update:
        query = model.query().unscoped().where(*model.__key_conditions__(_key(record))).for_update()
        yield from backend.execute_plan(query.statement())
    yield from reload_plan(record)


def _key(record: Any) -> object:
    key = old_key(record)
    return key if len(key) > 1 else key[0]


def _must_be_persisted(record: Any, verb: str) -> None:
    if record.__state__.status is not Status.PERSISTED:
        raise RecordNotSaved(f"{verb}() is for a saved record; this one is {record.__state__.status.value}")
