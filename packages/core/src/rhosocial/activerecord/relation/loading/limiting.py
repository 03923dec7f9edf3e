"""At most so many related records for each parent, in one statement for all parents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...backend.expression.column import ColumnRef
from ...backend.expression.expression import Order
from ...backend.expression.function import Label, row_number
from ...backend.expression.select import Derived, Select
from ...backend.expression.types import INTEGER

if TYPE_CHECKING:
    from ..definition.relation import Relation

PLACE = "place_in_relation"


def limited(relation: Relation, query: Any, number: int) -> Any:
    """Return a query for related records of many parents that keeps the first of each parent.

    Args:
        relation: The relation, whose keys say which records have one parent.
        query: The query, in the order in which they are first.
        number: How many of each parent are kept.
    """
    mapping = relation.target.__mapping__
    order = query.clauses.get("order_by") or tuple(Order(column) for column in mapping.primary_key)
    parents = [mapping.column(name) for name in relation.target_keys]
    place = Label(row_number().over(partition_by=parents, order_by=order), PLACE)
    inner = Select({**query.without("order_by"), "columns": (*mapping.columns.values(), place)})
    numbered: ColumnRef[int] = ColumnRef(mapping.table, PLACE, INTEGER, PLACE, False, None)
    return query._with_clauses(
        columns=mapping.selection,
        from_=Derived(inner, mapping.table),
        where=(numbered <= number,),
        order_by=order,
    )
