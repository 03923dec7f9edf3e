"""The parts of a query that change what a row is: groups, annotations, subqueries, common tables, set operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from typing_extensions import Self

from ..backend.expression.column import Table
from ..backend.expression.expression import Expression
from ..backend.expression.function import ANYTHING, Label
from ..backend.expression.node import Node
from ..backend.expression.select import CommonTable, Compound, Derived, Exists, Join, ScalarQuery, Select
from ..interface.errors import QueryError, nearest
from .alias import Alias, columns_under
from .builder import QueryBuilder
from .columns import without_implied
from .description import M_co
from .naming import unlabelled

# what merge() does with each clause of the other query
_ADDED = ("with_", "joins", "where", "having")
_REPLACED = ("order_by", "limit", "offset", "distinct", "lock")


class ShapedQuery(QueryBuilder[M_co]):
    """Groups, annotations and queries made of queries."""

    __slots__ = ()

    def group_by(self, /, *keys: object) -> Self:
        """Make one row of all rows with the same values; the result has these columns and the annotations."""
        before = self.clauses.get("group_by", ())
        chosen = tuple(map(self._named, keys))
        named = tuple(item for item in self.clauses["columns"] if isinstance(item, Label))
        have = {id(item.expression) for item in named}
        columns = tuple(item for item in (*before, *chosen) if id(unlabelled(item)) not in have)
        return self._with(group_by=(*before, *map(unlabelled, chosen)), columns=(*columns, *named))

    def having(self, /, *conditions: Expression[bool] | bool, **lookups: object) -> Self:
        """Keep the groups that meet all conditions; a lookup may name an annotation: `having(n__gt=3)`."""
        return self._with(having=(*self.clauses.get("having", ()), *self._conditions(conditions, lookups)))

    def annotate(self, /, **expressions: Any) -> Self:
        """Add named values to each row, read as attributes of the records: `annotate(n=Author.books.count())`."""
        columns = tuple(self.clauses["columns"])
        taken = {*self.mapping.names, *self.model.__relations__}
        for name, expression in expressions.items():
            if name in taken or name.startswith("_"):
                raise QueryError(f"{name!r} can't name an annotation: {self.model.__name__} has a field of that name")
            if self._is_hidden(name):
                raise QueryError(f"{name!r} can't name an annotation: {self.model.__name__}.{name} would hide it")
            if not isinstance(expression, Expression):
                raise QueryError(f"{name}={expression!r} is no expression; a plain value is literal({expression!r})")
            columns = (*columns, Label(expression, name))
        return self._with(columns=columns)

    def _is_hidden(self, name: str) -> bool:
        """Tell whether reading an attribute of a record would find something of its class; verbs give way."""
        found = next((vars(base)[name] for base in self.model.__mro__ if name in vars(base)), None)
        return found is not None and not getattr(found, "gives_way", False)

    def join_on(self, target: Any, condition: Any, *, kind: str = "inner") -> Self:
        """Join a model, an alias or a common table on a condition of one's own.

        Args:
            target: A model class, what `Model.alias(…)` or `query.cte(…)` returned, or the name of a common table.
            condition: The condition, or a function from the common table's columns to it; None for a cross join.
            kind: inner, left, right, full or cross.
        """
        if kind not in ("inner", "left", "right", "full", "cross"):
            raise QueryError(f"{kind!r} is no kind of join: inner, left, right, full, cross")
        target = self.cte(target) if isinstance(target, str) else target
        table = target.__table__ if isinstance(target, Alias) else target.__mapping__.table
        if (condition is None) != (kind == "cross"):
            raise QueryError("a join needs a condition, and a cross join takes none")
        if callable(condition) and isinstance(target, Alias):
            condition = condition(target)
        made = None if condition is None else self._conditions((condition,), {})[0]
        return self._with(joins=(*self.clauses.get("joins", ()), Join(kind, table, made)))

    def as_scalar(self) -> Expression[Any]:
        """Use the query, of one column and one row, as a value: `Author.age > Author.query().select(…).as_scalar()`."""
        select = self._of_one_column("as_scalar")
        return ScalarQuery(select, select.type)

    def as_exists(self) -> Expression[bool]:
        """Use the query as a condition: whether it has any row."""
        return Exists(Select({**self.without("lock", "order_by"), "columns": (ANYTHING,)}))

    def as_select(self) -> Select:
        """Return the query as a node for use inside another."""
        return Select(self.clauses)

    def as_column(self) -> Select:
        """Return the query as a node for `in_`: of one column, the key where it selects whole records.

        Raises:
            QueryError: It has several columns.
        """
        whole = self.clauses["columns"] is self.mapping.selection
        query = self.only(*self.mapping.primary_key) if whole else self
        return query._of_one_column("in_")

    def _of_one_column(self, use: str) -> Select:
        columns = tuple(without_implied(self))
        if len(columns) != 1:
            raise QueryError(f"{use}() takes a query of one column, and this has {len(columns)}: select the one")
        return Select({**self.clauses, "columns": columns})

    def only(self, /, *columns: object) -> Self:
        """Let the query, used inside another, have just these columns."""
        return self._with(columns=tuple(map(self._named, columns)))

    def with_cte(
        self, name: str, query: ShapedQuery[Any] | Callable[[Alias], ShapedQuery[Any]], *, recursive: Any = None
    ) -> Self:
        """Name a query, for use as a table in this one.

        Args:
            name: Its name.
            query: The query; for a recursive one, its first rows.
            recursive: For a recursive one, a function from the named table to the query for the rows that follow.

        Examples:
            >>> tree = Category.query().with_cte(
            ...     "tree", Category.where(id=1),
            ...     recursive=lambda tree: Category.query().join_on(tree, Category.parent_id == tree.id),
            ... ).from_cte("tree")
        """
        start: Any = query(Alias(self.model, name)) if callable(query) else query
        body: Any = start.as_select()
        if recursive is not None:
            if not callable(recursive):
                raise QueryError("recursive takes a function from the named table to the query for its further rows")
            table = Table(name)
            step = recursive(Alias(start.model, table, columns_under(table, start.clauses["columns"])))
            body = Compound("UNION ALL", body, step.as_select())
        return self._with(with_=(*self.clauses.get("with_", ()), CommonTable(name, body, recursive is not None)))

    def _common(self, name: str) -> CommonTable:
        tables: dict[str, CommonTable] = {table.name: table for table in self.clauses.get("with_", ())}
        if name not in tables:
            raise QueryError(f"the query has no common table {name!r}{nearest(name, tables)}: add it by with_cte first")
        return tables[name]

    def cte(self, name: str, alias: str | None = None) -> Any:
        """Return the columns of a common table of this query, its annotations among them.

        Args:
            name: The name that `with_cte` gave it.
            alias: Another name, for a query that needs it twice.

        Examples:
            >>> monthly = Order.query().with_cte("monthly", Order.group_by("month").annotate(sold=sum_(Order.c.sum)))
            >>> monthly.from_cte("monthly").where(monthly.cte("monthly").sold > 100)
        """
        table = Table(name, None, alias)
        return Alias(self.model, table, columns_under(table, _columns_of(self._common(name).query)))

    def from_(self, source: Any) -> Self:
        """Read from what `query.cte(…)` or `Model.alias(…)` returned; name its columns through it."""
        return self._with(from_=source.__table__)

    def from_cte(self, name: str) -> Self:
        """Read from a common table instead of the model's own; its annotations are then known by name."""
        table = Table(name, None, self.mapping.table.name)
        columns = columns_under(table, _columns_of(self._common(name).query))
        extra = tuple(Label(column, key) for key, column in columns.items() if key not in self.mapping.columns)
        whole = all(key in columns for key in self.mapping.names)
        chosen = (*self.mapping.selection, *extra) if whole else tuple(columns.values())
        return self._with(from_=table, columns=chosen if extra or not whole else self.mapping.selection)

    def _compound(self, operator: str, others: Iterable[QueryBuilder[Any]]) -> Self:
        body: Any = self.as_select()
        for other in others:
            if not isinstance(other, QueryBuilder):
                raise QueryError(f"{operator.lower()} takes queries, not {other!r}")
            if other.model is not self.model:
                raise QueryError(
                    f"{operator.lower()} takes queries of {self.model.__name__}, not of {other.model.__name__}: "
                    "load the values() of each, and put them together in Python"
                )
            mine, theirs = tuple(self.clauses["columns"]), tuple(other.clauses["columns"])
            if len(mine) != len(theirs):
                raise QueryError(f"{operator.lower()} takes queries of as many columns: {len(mine)}, not {len(theirs)}")
            body = Compound(operator, body, Select(other.clauses))
        return self._with_clauses(columns=self._outer_columns(), from_=Derived(body, self.mapping.table))

    def _outer_columns(self) -> Any:
        """Return the columns of a query that wraps this one."""
        columns, table = self.clauses["columns"], self.mapping.table
        if columns is self.mapping.selection:
            return columns
        named = columns_under(table, columns)
        if len(named) != len(columns):
            raise QueryError("a set operation takes queries whose columns have names: annotate the computed ones")
        return tuple(named[key] if key in self.mapping.columns else Label(named[key], key) for key in named)

    def union(self, /, *others: QueryBuilder[Any]) -> Self:
        """The records of any of the queries, each once."""
        return self._compound("UNION", others)

    def union_all(self, /, *others: QueryBuilder[Any]) -> Self:
        """The records of all queries, repeated where several have them."""
        return self._compound("UNION ALL", others)

    def intersect(self, /, *others: QueryBuilder[Any]) -> Self:
        """The records that all queries have."""
        return self._compound("INTERSECT", others)

    def except_(self, /, *others: QueryBuilder[Any]) -> Self:
        """The records of this query that none of the others has."""
        return self._compound("EXCEPT", others)

    def merge(self, other: QueryBuilder[Any], /) -> Self:
        """Add another query's joins and conditions; its order, limit and offset replace this one's."""
        if other.model is not self.model:
            raise QueryError(f"merge() takes a query for {self.model.__name__}, not {other!r}")
        mine, theirs = self.clauses, other.clauses
        added = {name: (*mine.get(name, ()), *theirs[name]) for name in _ADDED if name in theirs}
        return self._with(**added, **{name: theirs[name] for name in _REPLACED if name in theirs})


def _columns_of(query: Any) -> Iterable[Node]:
    """Return the columns of a query that may be a compound of several."""
    while isinstance(query, Compound):
        query = query.left
    columns: Iterable[Node] = query.clauses["columns"]
    return columns


def exists(query: ShapedQuery[Any]) -> Expression[bool]:
    """Hold where a query has any row; it may refer to the tables of the query it stands in."""
    return query.as_exists()
