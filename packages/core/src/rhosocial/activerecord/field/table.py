"""What belongs to a table: what its model declares, and those that inherit from it there."""

from __future__ import annotations

from typing import Any

from ..backend.expression.column import ColumnRef
from .mapped import MappedField
from .mapping import TableMapping


def below(mapping: TableMapping) -> list[MappedField]:
    """Return the fields that only models have which inherit from one in its table; for others' rows they are NULL."""
    fields = () if mapping.family is None else mapping.family.fields_below(mapping.model)
    return [field._replace(column=nullable(field.column)) for field in fields]


def nullable(column: ColumnRef[Any]) -> ColumnRef[Any]:
    """Return a column that may be NULL."""
    return ColumnRef(column.table, column.name, column.type, column.attribute, True)


def members(mapping: TableMapping) -> list[Any]:
    """Return the models whose declarations belong to a table: the mapping's, and those that inherit from it there."""
    return [mapping.model, *(() if mapping.family is None else mapping.family.heirs_of(mapping.model))]


def declared(mapping: TableMapping, name: str) -> list[tuple[TableMapping, Any]]:
    """Return what a table's models declare as `__indexes__` or `__constraints__`, each entry once, and where."""
    found: list[tuple[TableMapping, Any]] = []
    for model in members(mapping):
        entries = getattr(model, name, ())
        found += [(model.__mapping__, item) for item in entries if not any(item is known for _, known in found)]
    return found
