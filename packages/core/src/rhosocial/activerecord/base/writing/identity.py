"""Which row is a record's."""

from __future__ import annotations

from typing import Any

from ...interface.errors import StaleRecordError


def identity(record: Any) -> tuple[object, ...]:
    """Return the values of `mapping.identity`: the old key, and what a write must meet."""
    guards, values = type(record).__mapping__.guards, record.__dict__
    return (*old_key(record), *[values[name] for name in guards]) if guards else old_key(record)


def old_key(record: Any) -> tuple[object, ...]:
    """Return the key under which a record's row lies, whatever was assigned since."""
    state, names = record.__state__, type(record).__mapping__.key_names
    if state.layout is None:
        return tuple(record.__dict__.get(name) for name in names)
    index, values = state.layout.index, record.__dict__  # a key that the server made is not in a row inserted
    return tuple(state.layout.value(state.row, name) if name in index else values.get(name) for name in names)


def shown_key(record: Any) -> str:
    """Return a record's key as an error shows it."""
    key = old_key(record)
    return repr(key[0] if len(key) == 1 else key)


def stale(record: Any) -> StaleRecordError:
    """Return the error for a row that is not as the record knows it."""
    model = type(record)
    meanwhile = "changed or deleted" if model.__mapping__.guards else "deleted"
    lost = f"{model.__name__} {shown_key(record)} was {meanwhile} meanwhile: nothing was written"
    return StaleRecordError(f"{lost}. reload() it, or find it again, and decide anew")
