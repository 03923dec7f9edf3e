"""At most so many records for each parent where they are reached over others, in one statement for all parents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...backend.expression.column import column_under
from ...backend.expression.expression import Order
from ...backend.expression.function import Label, dense_rank
from ...backend.expression.select import Derived, Select
from ...backend.expression.types import INTEGER
from ...backend.plan import Plan
from ..joined.branch import branch_of
from ..querying.path import path_through

PLACE = "place_in_relation"
Key = tuple[object, ...]


def first_over_plan(relation: Any, records: Sequence[Any]) -> Plan[tuple[dict[Key, list[Any]], list[Any]]]:
    """Load the first records that each parent reaches, each once.

    Args:
        relation: The relation, with a limit.
        records: The parents.

    Returns:
        The records by the parents' key over the first step, and all of them.

    Raises:
        QueryError: A scope asks for what one statement for all can't do.
    """
    names = relation.steps[0].owner_keys
    labels = [f"parent_{number}" for number in range(len(names))]
    keys = list(dict.fromkeys(key for record in records if None not in (key := key_over(relation, record))))
    at_once = relation.keys_at_once() if keys else 1
    found: dict[Key, list[Any]] = {}
    loaded: list[Any] = []
    for start in range(0, len(keys), at_once):
        related = yield from _first_of(relation, keys[start : start + at_once], labels)._all_plan()
        for other in related:
            extras, other.__state__.extras = other.__state__.extras, None
            found.setdefault(tuple([extras[label] for label in labels]), []).append(other)
        loaded += related
    return {key: list(dict.fromkeys(others)) for key, others in found.items()}, loaded


def key_over(relation: Any, record: Any) -> Key:
    """Return a parent's key over the first step."""
    values = record.__dict__
    return tuple([values[name] for name in relation.steps[0].owner_keys])


def _first_of(relation: Any, keys: list[Key], labels: list[str]) -> Any:
    """Return the query for the first records of some parents, each with its parent's key.

    Records are ranked, not numbered: one that a parent reaches twice takes one place.
    """
    owner, target = relation.owner.__mapping__, relation.target.__mapping__
    branch = branch_of(path_through(relation.owner, (relation,)))
    joins, order = branch.joins()
    last, parents = branch.steps[-1], [owner.column(name) for name in relation.steps[0].owner_keys]
    rank = dense_rank().over(partition_by=parents, order_by=(*order, *map(Order, last.key)))
    columns = [*last.columns.values(), *map(Label, parents, labels), Label(rank, PLACE)]
    reached = (relation.matching(parents, keys), last.key[0].is_not_null())
    inner = Select({"columns": tuple(columns), "from_": owner.table, "joins": tuple(joins), "where": reached})
    place = column_under(target.table, PLACE, INTEGER)
    named = [Label(column_under(target.table, label, there.type), label) for label, there in zip(labels, parents)]
    return (
        relation.target.query()
        .unscoped()
        ._with_clauses(
            columns=(*target.columns.values(), *named),
            from_=Derived(inner, target.table),
            where=(place <= relation.limit,),
            order_by=(Order(place),),
        )
    )
