"""Relations loaded along by join: the tables, columns and joins by which a query reaches their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...backend.expression.column import ColumnRef, Table, column_under
from ...backend.expression.expression import Order, and_
from ...backend.expression.function import Label, dense_rank, row_number
from ...backend.expression.select import FixedJoin, Join
from ...backend.expression.types import INTEGER
from ...backend.expression.walk import is_of
from ...interface.errors import QueryError
from ..definition.relation import Relation
from ..querying.narrowing import join_to
from ..querying.path import Path

PLACE = "place_in_query"
_KEPT = frozenset({"columns", "from_", "joins", "where", "order_by", "distinct", "with_"})
"""The clauses of a narrowed query that mean the same for all parents at once as for some of them."""


class Step:
    """One LEFT JOIN, to a table under a name of its own: what the query joins itself does not narrow what is loaded.

    Args:
        relation: The plain relation that leads there.
        path: What tells the table from others in the query.
        before: The columns of the model that has the relation.
    """

    def __init__(self, relation: Relation, path: tuple[str, ...], before: Mapping[str, ColumnRef[Any]]) -> None:
        self.mapping = relation.target.__mapping__
        own = self.mapping.table
        self.table = Table(own.name, own.schema, None, path)
        self.columns: dict[str, ColumnRef[Any]] = {
            name: ColumnRef(self.table, column.name, column.type, name, column.nullable)
            for name, column in self.mapping.columns.items()
        }
        self.key = tuple(self.columns[name] for name in self.mapping.key_names)
        self.condition = and_(*relation.ties(self.columns.__getitem__, before.__getitem__))
        self.whole = FixedJoin("left", self.table, self.condition)

    def join(self, query: Any) -> Join:
        """Return the join to the rows that a narrowed query leaves."""
        if query.without("order_by") == {"columns": self.mapping.selection, "from_": self.mapping.table}:
            return self.whole
        return join_to("left", self.table, query, self.condition, self.columns.__getitem__)

    def order(self, keys: Iterable[Order]) -> tuple[Order, ...]:
        """Return the same keys for the joined table."""
        return tuple(Order(self.columns[_attribute(key)], key.descending, key.nulls) for key in keys)


class Branch:
    """A relation to be loaded along by join, behind the query's own model or behind another branch.

    Args:
        path: The relation, with those before it.

    Attributes:
        parent: The branch before it; None where there is none.
        steps: The joins that lead to it; several where it is declared `through` others.
    """

    def __init__(self, path: Path) -> None:
        self.relation: Any = path.last
        self.names = path.names
        self.parent = None if path.parent is None else branch_of(path.parent)
        columns = path.root.__mapping__.columns if self.parent is None else self.parent.steps[-1].columns
        steps: list[Step] = []
        for number, relation in enumerate(self.relation.steps, 1 - len(self.relation.steps)):
            names = (*self.names, str(-number)) if number else self.names  # digits are no relation's name
            steps.append(Step(relation, names, columns))
            columns = steps[-1].columns
        self.steps: tuple[Step, ...] = tuple(steps)

    @property
    def columns(self) -> tuple[ColumnRef[Any], ...]:
        """What it adds to each row: all columns of the records."""
        return tuple(self.steps[-1].columns.values())

    def joins(self) -> tuple[list[Join], tuple[Order, ...]]:
        """Return its joins, and the order of its records.

        Raises:
            QueryError: Its scope asks for what one statement for all can't do.
        """
        *between, query = self.relation.queries_for_all()
        query = self.relation.as_loaded(query)
        for item in (*between, query):
            self._check(item)
        found = [step.join(item) for step, item in zip(self.steps, between)]
        keys, last = query.clauses.get("order_by", ()), self.steps[-1]
        if all(isinstance(key.expression, ColumnRef) and is_of(key, last.mapping.table) for key in keys):
            return [*found, last.join(query)], last.order(keys)
        return [*found, last.join(query._with(columns=numbered(query)))], (Order(place_in(last.table)),)

    def _check(self, query: Any) -> None:
        whole = query.clauses["columns"] is query.mapping.selection
        if not whole or not _KEPT.issuperset(query.clauses):
            raise QueryError(
                f"{'.'.join(self.names)} can't be preloaded by join, because its scope selects, groups, cuts or locks: "
                "say strategy='select'"
            )


def numbered(query: Any) -> tuple[Any, ...]:
    """Return a query's columns and its rows' numbers; rows that DISTINCT makes one have one number."""
    order = (*query.clauses.get("order_by", ()), *map(Order, query.mapping.primary_key))
    function = dense_rank() if query.clauses.get("distinct") else row_number()
    return (*query.clauses["columns"], Label(function.over(order_by=order), PLACE))


def place_in(table: Table) -> ColumnRef[Any]:
    """Return the rows' numbers as the query around sees them."""
    return column_under(table, PLACE, INTEGER)


def branch_of(path: Path) -> Branch:
    """Return a path's branch, made once, so that its columns have the same shape each time."""
    if path.branch is None:
        path.branch = Branch(path)
    branch: Branch = path.branch
    return branch


def _attribute(key: Order) -> str:
    column: Any = key.expression
    attribute: str = column.attribute
    return attribute
