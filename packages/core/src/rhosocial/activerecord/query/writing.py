"""Set-based writes: UPDATE and DELETE of what a query describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..backend.expression.column import Table
from ..backend.expression.expression import Expression, Parameter, operand, predicate
from ..backend.expression.node import Node
from ..backend.expression.select import Derived, Select
from ..backend.expression.walk import tables_in
from ..backend.expression.write import Delete, Update
from ..backend.plan import Plan, Result, arun, run
from ..interface.errors import FieldNotFound, InvalidValue, QueryError
from .description import M_co
from .fitting import check_expression, named
from .shaping import ShapedQuery

_DIRECT = frozenset({"columns", "from_", "where", "with_"})
"""The clauses that UPDATE and DELETE take themselves; what a query has beyond them goes into a subquery."""


class WritingQuery(ShapedQuery[M_co]):
    """The verbs that write without loading."""

    __slots__ = ()

    def _guard(self, verb: str) -> tuple[Expression[bool], ...]:
        """Return the conditions of a set-based write.

        Raises:
            QueryError: There is none and `all_rows()` was not said, or the query groups its rows or locks them.
        """
        for clause in ("group_by", "having", "lock"):
            if clause in self.clauses:
                raise QueryError(f"{verb}() writes rows, and this query has {clause}")
        if not self._is_narrowed() and "limit" not in self.clauses and not self.options.get("all_rows"):
            raise QueryError(
                f"{verb}() without a condition would write every row: say .all_rows().{verb}(…) if you mean it"
            )
        return self.clauses.get("where", ()) if self._is_direct() else (self._chosen(verb),)

    def _is_narrowed(self) -> bool:
        """Tell whether the query has a condition beside those of its default scopes."""
        scoped = self.options.get("scoped", {}).values()
        given = len(self.mapping.own_rows) + sum(len(added["where"]) for added in scoped)
        return len(self.clauses.get("where", ())) > given

    def _is_direct(self) -> bool:
        """Tell whether the query has nothing but conditions on its own table."""
        if self.clauses["from_"] is not self.mapping.table or not _DIRECT.issuperset(self.clauses):
            return False
        return not any(table.joins for table in tables_in(self.clauses.get("where", ())))

    def _chosen(self, verb: str) -> Expression[bool]:
        """Choose rows by key: `id IN (SELECT … )`, the subquery once more inside FROM, as MySQL wants it."""
        if len(self.mapping.primary_key) != 1:
            raise QueryError(f"{verb}() of a query with more than conditions needs a key of one column")
        (key,) = self.mapping.primary_key
        table = Table("chosen")
        rows = Select({**self.without("with_"), "columns": (key,)})
        return predicate("in_query", key, Select({"columns": (key.of(table),), "from_": Derived(rows, table)}))

    def _by_name(self, columns: Mapping[Any, object] | None, values: dict[str, object]) -> dict[str, object]:
        """Put together what is given by columns and by names; a name reaches neither the key nor private fields.

        Raises:
            FieldNotFound: A name does, or names no field.
        """
        for name in values:
            self.mapping.public_column(name)
            if name in self.mapping.key_names:
                model = self.model.__name__
                raise FieldNotFound(f"{model}.{name} is the key: update({{{model}.{name}: …}}) changes it in code")
        return {**{self._column(column).attribute: value for column, value in (columns or {}).items()}, **values}

    def _update_node(self, values: dict[str, object], returning: tuple[Any, ...] = (), verb: str = "update") -> Update:
        if not values:
            raise QueryError("update() takes the fields to change")
        self.mapping.refuse_computed(values)
        automatic = self.mapping.automatic
        if automatic is not None:
            values = {**values, **automatic.renewed(values, self.mapping.columns)}
        columns = [self.mapping.column(name) for name in values]
        assignments = tuple((column, _assigned(column, value)) for column, value in zip(columns, values.values()))
        conditions = self._guard(verb)
        return Update(self.mapping.table, assignments, conditions, returning, self.clauses.get("with_", ()))

    def _delete_node(self, returning: tuple[Any, ...] = (), hard: bool = False) -> Node:
        automatic = self.mapping.automatic
        if automatic is not None and automatic.deletion is not None and not hard:
            return self._update_node(automatic.deleted(), returning, "delete")
        return Delete(self.mapping.table, self._guard("delete"), returning, self.clauses.get("with_", ()))

    def _write_plan(self, node: Node) -> Plan[Result]:
        try:
            result: Result = yield from self.model.backend().execute_plan(self._statement(node))
        except InvalidValue as error:
            raise named(error, self.model, _written(node)) from None
        return result

    def _update_plan(self, values: dict[str, object]) -> Plan[int]:
        return int((yield from self._write_plan(self._update_node(values))).rowcount)

    def update(self, columns: Mapping[Any, object] | None = None, /, **values: object) -> int:
        """Change fields of all records of the query in one statement; returns how many rows were written.

        Runs no hooks and validates no records; values are checked against their columns.

        Args:
            columns: Columns and their values, keys and private fields among them: `update({User.token: None})`.
            values: Values, or expressions that the database computes: `update(price=Book.c.price * 2)`.

        Raises:
            QueryError: The query has no condition, and `all_rows()` was not said.
            FieldNotFound: A name is no field, or that of the key or a private field.
        """
        return run(self._update_plan(self._by_name(columns, values)))

    async def aupdate(self, columns: Mapping[Any, object] | None = None, /, **values: object) -> int:
        """Change fields of all records of the query in one statement; runs no hooks."""
        return await arun(self._update_plan(self._by_name(columns, values)))

    def _delete_plan(self, hard: bool = False) -> Plan[int]:
        return int((yield from self._write_plan(self._delete_node(hard=hard))).rowcount)

    def delete(self, *, hard: bool = False) -> int:
        """Delete all records of the query in one statement; returns how many rows are gone. Runs no hooks.

        Args:
            hard: Whether rows are removed that a SoftDeleteMixin would only mark.
        """
        return run(self._delete_plan(hard))

    async def adelete(self, *, hard: bool = False) -> int:
        """Delete all records of the query in one statement; runs no hooks."""
        return await arun(self._delete_plan(hard))

    def _returned_plan(self, node: Node) -> Plan[list[M_co]]:
        result = yield from self._write_plan(node)
        records: list[M_co] = self.model.__load__(result.compiled, result.rows, self.options)
        return records

    def _update_returning_plan(self, values: dict[str, object]) -> Plan[list[M_co]]:
        yield from self.model.backend().prepare_plan()
        return (yield from self._returned_plan(self._update_node(values, tuple(self.mapping.selection))))

    def update_returning(self, columns: Mapping[Any, object] | None = None, /, **values: object) -> list[M_co]:
        """Change fields as `update` does; returns the records as they are now.

        Raises:
            UnsupportedFeatureError: The server's UPDATE gives nothing back.
        """
        return run(self._update_returning_plan(self._by_name(columns, values)))

    async def aupdate_returning(self, columns: Mapping[Any, object] | None = None, /, **values: object) -> list[M_co]:
        """Change fields as `update` does; returns the records as they are now."""
        return await arun(self._update_returning_plan(self._by_name(columns, values)))

    def _delete_returning_plan(self) -> Plan[list[M_co]]:
        yield from self.model.backend().prepare_plan()
        records = yield from self._returned_plan(self._delete_node(tuple(self.mapping.selection)))
        if self.mapping.automatic is None or self.mapping.automatic.deletion is None:
            self.model.__mark_deleted__(records)
        return records

    def delete_returning(self) -> list[M_co]:
        """Delete as `delete` does; returns the records as they were, marked as deleted.

        Raises:
            UnsupportedFeatureError: The server's DELETE gives nothing back.
        """
        return run(self._delete_returning_plan())

    async def adelete_returning(self) -> list[M_co]:
        """Delete as `delete` does; returns the records as they were, marked as deleted."""
        return await arun(self._delete_returning_plan())


def _written(node: Node) -> dict[str, object]:
    """Return the values that an UPDATE writes, by the fields' names."""
    pairs = node.assignments if isinstance(node, Update) else ()
    return {column.attribute: value.value for column, value in pairs if isinstance(value, Parameter)}


def _assigned(column: Any, value: object) -> Node:
    if isinstance(value, Expression):
        check_expression(column.attribute, column, value)
    return Parameter(None, column.type) if value is None else operand(value, column.type, column)
