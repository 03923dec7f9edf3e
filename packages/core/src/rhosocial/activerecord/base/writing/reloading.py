"""Reading a record's row again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...backend.expression.statement import Statement
from ...backend.plan import Plan
from ...interface.errors import RecordNotSaved, StaleRecordError
from ..rows.state import NEW, PERSISTED
from .identity import old_key, shown_key
from .journal import journal_values


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
    journal_values(record)
    record.__dict__.update(fresh[0].__dict__)
    state, loaded = record.__state__, fresh[0].__state__
    state.layout, state.row, state.relations = loaded.layout, loaded.row, None
    state.status = PERSISTED


def refresh_plan(record: Any, names: Sequence[str]) -> Plan[None]:
    """Read back what the server computed."""
    if names:
        relations, record.__state__.status = record.__state__.relations, PERSISTED
        yield from reload_plan(record)
        record.__state__.relations = relations
