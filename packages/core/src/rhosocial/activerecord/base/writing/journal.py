"""What a rollback gives back to the records that were written in the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..rows.state import State


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
    record.__dict__.update(generated)


def journal_values(record: Any) -> None:
    """Have the transaction give the record all of its values back, too, if it is rolled back."""
    transaction = type(record).backend().transaction
    if transaction is not None:
        journal(record, record.__state__, ())
        transaction.on_rollback(_restore_values, record, dict(record.__dict__))


def _restore_values(record: Any, before: Mapping[str, object]) -> None:
    values = record.__dict__  # of the record as it is then: pydantic makes a new one at every assignment
    values.clear()
    values.update(before)
