"""Values that belong to their row: what a record's writes do so that each opens in no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...field.mapping import TableMapping
from ...interface.errors import QueryError, RecordNotSaved

Changes = dict[str, tuple[object, object]]


def key_in(mapping: TableMapping, values: Mapping[str, object]) -> tuple[object, ...] | None:
    """Return a record's key; None while the server has yet to number it."""
    key = tuple(values.get(name) for name in mapping.key_names)
    return None if None in key else key


def in_row(mapping: TableMapping, values: Mapping[str, Any], written: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a record writes, with the key of its row beside each value that belongs to it.

    Args:
        mapping: The model's mapping.
        values: The record's values, the key among them.
        written: Those to write.
    """
    sealed = mapping.sealed
    if not sealed:
        return written
    key = key_in(mapping, values)
    return {name: sealed[name].in_row(value, key) if name in sealed else value for name, value in written.items()}


def awaits_number(mapping: TableMapping, values: Mapping[str, object]) -> bool:
    """Tell whether a new record has values of its row, and no key to bind them to before it is inserted."""
    return bool(mapping.sealed) and key_in(mapping, values) is None


def unbound(record: Any) -> Changes:
    """Return what has to be written again, now that the server has numbered the row."""
    mapping, state = type(record).__mapping__, record.__state__
    if not mapping.sealed:
        return {}
    values = record.__dict__
    names = [name for name, kind in mapping.sealed.items() if kind.is_unbound(_raw(state, name))]
    if names and key_in(mapping, values) is None:
        raise QueryError(
            f"this server does not tell the keys of many rows, to which {', '.join(names)} belong: create()"
        )
    return {name: (values[name], values[name]) for name in names}


def rebound(mapping: TableMapping, changes: Changes, values: Mapping[str, Any]) -> Changes:
    """Add to a record's changes, where its key is among them, the values that belong to the row.

    Raises:
        RecordNotSaved: One of them is not loaded.
    """
    if not mapping.sealed or changes.keys().isdisjoint(mapping.key_names):
        return changes
    missing = [name for name in mapping.sealed if name not in values]
    if missing:
        raise RecordNotSaved(f"{', '.join(missing)} belong to the row whose key changes: reload() the record first")
    return {name: (values[name], values[name]) for name in mapping.sealed if values[name] is not None} | changes


def stale_names(record: Any) -> list[str]:
    """Return the fields of a loaded record that are encrypted under an older key."""
    state = record.__state__
    return [name for name, kind in type(record).__mapping__.encrypted.items() if kind.is_stale(_raw(state, name))]


def refuse_unknown_rows(mapping: TableMapping, on: Sequence[str]) -> None:
    """Raise if an upsert would write values of a row whose key it does not know.

    Raises:
        QueryError: It would.
    """
    if mapping.sealed and set(on) != set(mapping.key_names):
        raise QueryError(
            f"{', '.join(mapping.sealed)}: its value belongs to its row, and an upsert on {', '.join(on)} can't know "
            "which that is: upsert on the key, or declare EncryptedField(…, row=False)"
        )


def _raw(state: Any, name: str) -> Any:
    number = state.layout.index.get(name)
    return None if number is None else state.row[number]
