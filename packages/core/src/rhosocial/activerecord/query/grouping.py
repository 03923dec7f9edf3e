"""What may stand beside groups: a column that has one value in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..backend.expression.column import ColumnRef, Table
from ..backend.expression.expression import Order
from ..backend.expression.function import Label
from ..interface.errors import QueryError

Keys = set[tuple[tuple[str | None, ...], str]]


def check_grouped(model: Any, clauses: Mapping[str, Any], columns: Iterable[Any]) -> None:
    """Refuse a column of which a group has many values, where some servers would take any of them.

    Args:
        model: The query's model.
        clauses: The query's clauses, groups among them.
        columns: What is selected.

    Raises:
        QueryError: There is one among those selected or ordered by.
    """
    keys: Keys = {(key.table.key, key.name) for key in clauses["group_by"] if isinstance(key, ColumnRef)}
    for item in (*columns, *clauses.get("order_by", ())):
        column = item.expression if isinstance(item, (Label, Order)) else item
        if not isinstance(column, ColumnRef) or (column.table.key, column.name) in keys:
            continue
        key = _key_of(model, column.table)
        if key is not None and not all((column.table.key, name) in keys for name in key):
            name = _spelled(model, column)
            raise QueryError(
                f"{name} has many values in a group: group_by({name}), or take one by max_ or another aggregate"
            )


def _spelled(model: Any, column: ColumnRef[Any]) -> str:
    """Return how a column is written in a program."""
    table = column.table
    if table.path:
        return ".".join((model.__name__, *table.path, column.attribute))
    return repr(column.attribute) if table.alias is None else f"{table.alias}.{column.attribute}"


def _key_of(model: Any, table: Table) -> tuple[str, ...] | None:
    """Return the primary key's columns, on which a table's others depend; None for a table of no model known here."""
    for name in table.path:
        relation = model.__relations__.get(name)
        if relation is None or relation.is_polymorphic:
            return None
        model = relation.target
    own = model.__mapping__
    same = (table.schema, table.name) == (own.table.schema, own.table.name)
    return tuple(column.name for column in own.primary_key) if same else None
