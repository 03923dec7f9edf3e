"""GROUP BY: what may stand beside an aggregate, and how a computed key is named again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...interface.errors import QueryError
from ..expression.column import ColumnRef
from ..expression.expression import Order
from ..expression.function import Label, RawSQL
from ..expression.node import Node
from ..expression.types import INTEGER
from ..expression.walk import aggregates_in, bare_columns_in, windows_in


def check_grouping(clauses: Mapping[str, Any]) -> None:
    """Hold aggregates to their places: some servers would answer otherwise with any row at all.

    Raises:
        QueryError: An aggregate stands in WHERE, or beside a column without GROUP BY; a window in WHERE or HAVING.
    """
    for window in windows_in((clauses.get("where", ()), clauses.get("having", ()))):
        raise QueryError(
            f"{window.function.name}().over(…) is known only once the rows are chosen: "
            "name the query by with_cte, read it by from_cte, and say where(…) there"
        )
    for aggregate in aggregates_in(clauses.get("where", ())):
        raise QueryError(f"{aggregate.name}() can't stand in where(): group the query and say having(…)")
    if "group_by" in clauses:
        return
    columns = tuple(clauses["columns"])
    for aggregate in aggregates_in(columns):
        for bare in bare_columns_in(columns):
            raise QueryError(
                f"{aggregate.name}() makes one row of many, and {bare.attribute!r} stands beside it: "
                f"group_by({bare.attribute!r}), or .over(…) to keep every row"
            )


def by_position(keys: tuple[Node, ...], columns: Iterable[Any]) -> tuple[Node, ...]:
    """Return keys, those that are computed columns of the result by their position.

    A server can't see that two placeholders hold the same value, so a repeated expression would be another one.
    """
    places = {id(column.expression if isinstance(column, Label) else column): n for n, column in enumerate(columns, 1)}
    return tuple(
        key if isinstance(key, ColumnRef) or id(key) not in places else RawSQL((str(places[id(key)]),), (), INTEGER)
        for key in keys
    )


def ordered_by_position(key: Node, columns: Iterable[Any]) -> Node:
    """Return a key to order by, by position where it is a computed column of the result."""
    if not isinstance(key, Order) or key.nulls:
        return key
    (expression,) = by_position((key.expression,), columns)
    return key if expression is key.expression else Order(expression, key.descending)  # type: ignore[arg-type]
