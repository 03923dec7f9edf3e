"""Queries for related records inside the query whose rows they are related to: EXISTS, and aggregates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...backend.expression.expression import Expression, Outer
from ...backend.expression.function import ANYTHING, Function
from ...backend.expression.select import Exists, ScalarQuery, Select
from ..definition.relation import Relation
from .path import Path, path_through


def any_related(path: Path, conditions: tuple[Any, ...], lookups: dict[str, Any]) -> Expression[bool]:
    """Hold where at least one record at the end of a path meets all conditions."""
    first, *rest = path.plain.relations
    query = _first_query(path.root, first)
    if rest:
        query = query.where(any_related(path_through(first.target, tuple(rest)), conditions, lookups))
    elif conditions or lookups:
        query = query.where(*conditions, **lookups)
    return Exists(Select({**query.clauses, "columns": (ANYTHING,)}))


def aggregate_related(
    path: Path,
    aggregate: Callable[[Any], Function[Any]],
    column: Any,
    conditions: tuple[Any, ...],
    lookups: dict[str, Any],
) -> Expression[Any]:
    """Compute an aggregate over the records at the end of a path, each of them once however many ways lead to it."""
    first, *rest = path.plain.relations
    query = _first_query(path.root, first, levels=len(rest) + 1)
    for before, step in zip((first, *rest), rest):
        query = step.narrowed(onward(query, before, step), ordered=False)
    if conditions or lookups:
        query = query.where(*conditions, **lookups)
    function = aggregate(query._expression(column) if isinstance(column, str) else column)
    return ScalarQuery(Select({**query.without("order_by"), "columns": (function,)}), function.type)


def onward(query: Any, before: Relation, step: Relation) -> Any:
    """Return the query for the records to which those of a query lead on."""
    ties = step.ties(_around(step.target), before.target.__mapping__.column)
    where = (*query.clauses["where"], *ties)
    inner = Select({**query.without("order_by"), "columns": (ANYTHING,), "where": where})
    return step.target.query().where(Exists(inner))


def _first_query(root: Any, relation: Relation, levels: int = 1) -> Any:
    """Return the query for the records of a relation, tied to the row of the query so many levels around it."""
    ties = relation.ties(relation.target.__mapping__.column, _around(root, levels))
    return relation.narrowed(relation.target.query(), ordered=False).where(*ties)


def _around(model: Any, levels: int = 1) -> Callable[[str], Expression[Any]]:
    """Return a function to a model's columns in the query so many levels around."""

    def column(name: str) -> Expression[Any]:
        found: Expression[Any] = model.__mapping__.column(name)
        for _ in range(levels):
            found = Outer(found, found.type)
        return found

    return column
