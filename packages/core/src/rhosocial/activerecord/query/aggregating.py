"""What is computed over all records of a query: counts, sums, and whether there is any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..backend.expression.column import Table
from ..backend.expression.expression import Parameter
from ..backend.expression.function import Function, Label, avg, count, max_, min_, sum_
from ..backend.expression.node import Node
from ..backend.expression.select import Derived, Select
from ..backend.expression.statement import Statement
from ..backend.expression.types import INTEGER
from ..backend.expression.walk import aggregates_in
from ..backend.plan import Plan, arun, run
from ..interface.errors import QueryError
from .description import M_co
from .iteration import begun
from .writing import WritingQuery


class AggregatingQuery(WritingQuery[M_co]):
    """A query whose records can be counted and added up."""

    __slots__ = ()

    def _scalar_plan(self, statement: Statement) -> Plan[Any]:
        result = yield from self.model.backend().execute_plan(statement)
        rows = result.decoded()
        return rows[0][0] if rows else None

    def _is_plain(self) -> bool:
        return not any(name in self.clauses for name in ("limit", "offset", "distinct", "group_by"))

    def _aggregated(self, name: str, columns: tuple[Node, ...]) -> Statement:
        """Compute aggregates over the query's rows, through a subquery where it cuts or merges them."""
        if self._is_plain():
            return self._statement(Select({**self.without("order_by", "lock"), "columns": columns}))
        if name != "count" and "group_by" in self.clauses:
            raise QueryError(f"{name}() of a query with group_by: annotate it, or name the groups by with_cte")
        table = Table("counted") if name == "count" else self.mapping.table
        return self._statement(Select({"columns": columns, "from_": Derived(Select(self.without("lock")), table)}))

    def _aggregate_plan(self, function: Function[Any]) -> Plan[Any]:
        return (yield from self._scalar_plan(self._aggregated(function.name, (function,))))

    def _aggregates_plan(self, expressions: Mapping[str, Any]) -> Plan[dict[str, Any]]:
        for name, expression in expressions.items():
            if next(aggregates_in(expression), None) is None:
                raise QueryError(f"aggregate({name}=…) takes count(), sum_(…) and such, not {expression!r}")
        if not expressions:
            raise QueryError("aggregate() takes the values to compute: aggregate(n=count(), total=sum_(Book.price))")
        columns = tuple(Label(expression, name) for name, expression in expressions.items())
        result = yield from self.model.backend().execute_plan(self._aggregated("aggregate", columns))
        return dict(zip(expressions, result.decoded()[0]))

    def aggregate(self, **expressions: Any) -> dict[str, Any]:
        """Compute several values over all records in one statement.

        Examples:
            >>> Book.where(published__year=1818).aggregate(n=count(), dearest=max_(Book.price))
            {'n': 1, 'dearest': Decimal('12.25')}

        Raises:
            QueryError: One is no aggregate, or the query groups its rows.
        """
        return run(self._aggregates_plan(expressions))

    async def aaggregate(self, **expressions: Any) -> dict[str, Any]:
        """Compute several values over all records in one statement; see `aggregate`."""
        return await arun(self._aggregates_plan(expressions))

    def _count_plan(self) -> Plan[int]:
        number: int = yield from self._aggregate_plan(count())
        return number

    def count(self) -> int:
        """Count the records."""
        return run(self._count_plan())

    async def acount(self) -> int:
        """Count the records."""
        return await arun(self._count_plan())

    def __len__(self) -> int:
        """Count the records; for list(), sorted() and `[*query]`, which ask for it once they begin, load them."""
        iteration = begun(self)
        return run(self._count_plan()) if iteration is None else iteration.length()

    def _exists_plan(self) -> Plan[bool]:
        columns = (Label(Parameter(1, INTEGER), "found"),)
        clauses = {**self.without("order_by", "lock"), "columns": columns, "limit": Parameter(1, INTEGER)}
        return (yield from self._scalar_plan(self._statement(Select(clauses)))) is not None

    def exists(self) -> bool:
        """Tell whether there is any record."""
        return run(self._exists_plan())

    async def aexists(self) -> bool:
        """Tell whether there is any record."""
        return await arun(self._exists_plan())

    def sum(self, column: object, /) -> Any:
        """Add up a column; None where there is no record."""
        return run(self._aggregate_plan(sum_(self._expression(column))))

    async def asum(self, column: object, /) -> Any:
        """Add up a column; None where there is no record."""
        return await arun(self._aggregate_plan(sum_(self._expression(column))))

    def avg(self, column: object, /) -> Any:
        """Average a column; None where there is no record."""
        return run(self._aggregate_plan(avg(self._expression(column))))

    async def aavg(self, column: object, /) -> Any:
        """Average a column; None where there is no record."""
        return await arun(self._aggregate_plan(avg(self._expression(column))))

    def min(self, column: object, /) -> Any:
        """The smallest value of a column; None where there is no record."""
        return run(self._aggregate_plan(min_(self._expression(column))))

    async def amin(self, column: object, /) -> Any:
        """The smallest value of a column; None where there is no record."""
        return await arun(self._aggregate_plan(min_(self._expression(column))))

    def max(self, column: object, /) -> Any:
        """The largest value of a column; None where there is no record."""
        return run(self._aggregate_plan(max_(self._expression(column))))

    async def amax(self, column: object, /) -> Any:
        """The largest value of a column; None where there is no record."""
        return await arun(self._aggregate_plan(max_(self._expression(column))))
