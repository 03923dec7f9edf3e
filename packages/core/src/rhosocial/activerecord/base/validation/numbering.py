"""Which of many rows a unique key refused: servers tell the key, and rarely the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ...backend.plan import Plan
from ...field.definition import unique_keys
from ...interface.errors import DatabaseError
from ...relation.definition.keyed import Keyed

AT_ONCE = 500
"""For how many rows one statement asks."""


def number_plan(model: Any, fields: Sequence[str], records: Sequence[Any], on: Sequence[str]) -> Plan[int | None]:
    """Return the number of the row that was refused; None where that can't be told for sure.

    Args:
        model: The model.
        fields: Those of the key; none where they are not known.
        records: The rows, none of them written.
        on: The fields by which an upsert finds the row that it changes, and which is not in the way.
    """
    if len(records) == 1:
        return 0
    if set(fields) not in unique_keys(model.__mapping__):
        return None
    number = _repeated(records, fields)
    if number is None and (model.backend().transaction is None or model.backend().capabilities.savepoints):
        with suppress(DatabaseError):  # the violation is what is to be told
            number = yield from _taken_plan(model, fields, records, on)
    return number


def _repeated(records: Sequence[Any], fields: Sequence[str]) -> int | None:
    """Return the number of the first record that has the same values as one before it."""
    seen: set[str] = set()
    for number, record in enumerate(records):
        key = _key(vars(record), fields)
        if key in seen:
            return number
        seen.update(() if key is None else (key,))
    return None


def _taken_plan(model: Any, fields: Sequence[str], records: Sequence[Any], on: Sequence[str]) -> Plan[int | None]:
    """Return the number of the first record whose values another row of the table has."""
    names = tuple(dict.fromkeys((*fields, *on)))
    columns = [model.__mapping__.column(name) for name in names]
    for start in range(0, len(records), AT_ONCE):
        portion = [vars(record) for record in records[start : start + AT_ONCE]]
        keys = [tuple(values[name] for name in fields) for values in portion if _key(values, fields) is not None]
        query = model.query().unscoped().where(Keyed.matching(columns[: len(fields)], keys)) if keys else None
        _, rows = ((), ()) if query is None else (yield from query._rows_plan(columns))
        there = {_key(values, fields): values for values in (dict(zip(names, row)) for row in rows)}
        for number, values in enumerate(portion, start):
            other = there.get(_key(values, fields))
            if other is not None and (not on or _key(other, on) != _key(values, on)):
                return number
    return None


def _key(values: Mapping[str, object], names: Sequence[str]) -> str | None:
    """Return what tells some values apart; None where one of them is NULL, which is never the same as another."""
    found = [values.get(name) for name in names]
    return None if None in found else repr(found)
