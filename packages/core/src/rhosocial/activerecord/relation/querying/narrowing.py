"""What scopes leave out at joins: the target's default scopes, and a relation's own."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ...backend.expression.column import ColumnRef, Table
from ...backend.expression.expression import Expression, and_
from ...backend.expression.select import Derived, Join, Select
from ...backend.expression.walk import is_of, moved
from ..definition.relation import Relation

_IN_CONDITIONS = frozenset({"columns", "from_", "where", "order_by"})
"""The clauses of a scope's query that conditions at the join can say; what has more is joined as a subquery."""
_NARROWING: ContextVar[tuple[Any, ...]] = ContextVar("narrowing", default=())
"""The models whose scopes are being asked: one that leads back to its own model would never end."""


def has_scopes(relation: Relation) -> bool:
    """Tell whether a scope, or the sharing of a table, may leave records of a relation out."""
    target = relation.target
    return relation.scope is not None or bool(target.__default_scopes__ or target.__mapping__.own_rows)


def narrowed_join(
    kind: str, table: Table, relation: Relation, condition: Expression[bool], column: Callable[[str], ColumnRef[Any]]
) -> Join:
    """Return the join to those rows of a relation's target that scopes leave; made anew, as scopes may hold values.

    Args:
        kind: inner or left.
        table: The target's table as the query reaches it.
        relation: The relation.
        condition: What ties the rows to those before.
        column: Returns the target's columns in that table.
    """
    target = relation.target
    if target in _NARROWING.get():
        return Join(kind, table, condition)
    token = _NARROWING.set((*_NARROWING.get(), target))
    try:
        query = relation.narrowed(target.query(), ordered=False)
    finally:
        _NARROWING.reset(token)
    return join_to(kind, table, query, condition, column)


def join_to(
    kind: str, table: Table, query: Any, condition: Expression[bool], column: Callable[[str], ColumnRef[Any]]
) -> Join:
    """Return the join to the rows that a query for a table leaves: by conditions at the join, or as a subquery."""
    own, clauses = query.mapping.table, query.clauses
    is_plain = clauses["from_"] is own and clauses["columns"] is query.mapping.selection
    where = clauses.get("where", ())
    if is_plain and _IN_CONDITIONS.issuperset(clauses) and is_of(where, own, nested=False):
        return Join(kind, table, and_(condition, *moved(where, column)))
    return Join(kind, Derived(Select(query.without("order_by")), table), condition)
