"""A query to which relations are joined: as it is, or as a subquery that stays about its records."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...backend.expression.column import ColumnRef
from ...backend.expression.expression import Order
from ...backend.expression.select import Derived, Select
from ...backend.expression.walk import is_of
from ...interface.errors import QueryError
from .branch import numbered, place_in

_INLINE = frozenset({"columns", "from_", "where", "order_by"})
_INNER = frozenset({*_INLINE, "limit", "offset"})


class Source(NamedTuple):
    """What stands where the query's own table does.

    Attributes:
        clauses: Its clauses, without an order.
        order: The order of its rows.
        key: Which of its columns tell its records apart.
        names: What its records are made of, in the order of its columns.
    """

    clauses: dict[str, Any]
    order: tuple[Order, ...]
    key: tuple[int, ...]
    names: list[str]


def source_of(query: Any) -> Source:
    """Return what relations are joined to.

    Raises:
        QueryError: The query groups or locks rows.
    """
    for clause in ("group_by", "lock"):
        if clause in query.clauses:
            raise QueryError(f"strategy='join' does not go with {clause} of the query: say strategy='select'")
    names = [getattr(column, "attribute", None) or column.name for column in query.clauses["columns"]]
    order = query.clauses.get("order_by", ())
    if _is_simple(query) and all(isinstance(item.expression, ColumnRef) for item in order):
        ordered = {id(item.expression) for item in order}
        order = (*order, *(Order(column) for column in query.mapping.primary_key if id(column) not in ordered))
        key = tuple(names.index(name) for name in query.mapping.key_names)
        if _INLINE.issuperset(query.clauses):
            return Source(query.without("order_by"), order, key, names)
        if _is_whole(query):
            return Source(_around(query, query.clauses, query.mapping.selection), order, key, names)
    place = place_in(query.mapping.table)
    inner = {**query.clauses, "columns": numbered(query)}
    return Source(_around(query, inner, (*query._outer_columns(), place)), (Order(place),), (len(names),), names)


def _around(query: Any, inner: Any, columns: Any) -> dict[str, Any]:
    return {"columns": columns, "from_": Derived(Select(inner), query.mapping.table)}


def _is_whole(query: Any) -> bool:
    return query.clauses["columns"] is query.mapping.selection


def _is_simple(query: Any) -> bool:
    """Tell whether a query reads its own table only, so that no name in it could mean a joined one."""
    clauses, table = query.clauses, query.mapping.table
    if clauses["from_"] is not table or not _INNER.issuperset(clauses):
        return False
    columns = () if _is_whole(query) else tuple(clauses["columns"])
    return is_of((clauses.get("where", ()), clauses.get("order_by", ()), columns), table)
