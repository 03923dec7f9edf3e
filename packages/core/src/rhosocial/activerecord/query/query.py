"""Query: the builder with what runs it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from ..backend.compiled import CompiledQuery, Row
from ..backend.expression.column import Table
from ..backend.expression.expression import Parameter
from ..backend.expression.function import Function, Label, avg, count, max_, min_, sum_
from ..backend.expression.node import Node
from ..backend.expression.select import Derived, Explain, Select
from ..backend.expression.statement import Statement
from ..backend.expression.types import INTEGER
from ..backend.expression.walk import aggregates_in
from ..backend.plan import Plan, arun, astream, run, stream
from ..interface.errors import MultipleRecordsFound, QueryError, RecordNotFound
from .builder import M_co
from .into import B, into_plan
from .naming import result_names
from .typing import typed_apluck, typed_pluck
from .writing import WritingQuery

CHUNK = 1000
Key = Any


class Query(WritingQuery[M_co]):
    """Records of a model, described and not yet loaded; building on it never changes it.

    Examples:
        >>> adults = Author.where(age__gte=18).order_by("-created_at")
        >>> adults.limit(10).all()
        [Author(…), …]
    """

    __slots__ = ()

    def _all_plan(self) -> Plan[list[M_co]]:
        query = self._complete()
        result = yield from self.model.backend().execute_plan(query.statement())
        records = query._load(result.compiled, result.rows)
        if "preload" in self.options:
            yield from self.model.__preload_plan__(records, self.options)
        return records

    def _load(self, compiled: CompiledQuery, rows: Sequence[Row]) -> list[M_co]:
        records: list[M_co] = self.model.__load__(compiled, rows, self.options)
        return records

    def all(self) -> list[M_co]:
        """Load all records."""
        return run(self._all_plan())

    async def aall(self) -> list[M_co]:
        """Load all records."""
        return await arun(self._all_plan())

    def _first_plan(self) -> Plan[M_co | None]:
        query = self if self.clauses.get("order_by") else self.order_by(*self.mapping.primary_key)
        records = yield from query._with(limit=Parameter(1, INTEGER))._all_plan()
        return records[0] if records else None

    def first(self) -> M_co | None:
        """Load the first record, by key where the query has no order; None where there is none."""
        return run(self._first_plan())

    async def afirst(self) -> M_co | None:
        """Load the first record, by key where the query has no order; None where there is none."""
        return await arun(self._first_plan())

    def _last_plan(self) -> Plan[M_co | None]:
        if "limit" in self.clauses or "offset" in self.clauses:
            raise QueryError("last() of a query with limit or offset: load it and take the last, or reverse the order")
        return (yield from self.reverse()._first_plan())

    def last(self) -> M_co | None:
        """Load the last record, by key where the query has no order; None where there is none."""
        return run(self._last_plan())

    async def alast(self) -> M_co | None:
        """Load the last record, by key where the query has no order; None where there is none."""
        return await arun(self._last_plan())

    def _one_or_none_plan(self) -> Plan[M_co | None]:
        records = yield from self._with(limit=Parameter(2, INTEGER))._all_plan()
        if len(records) > 1:
            raise MultipleRecordsFound(f"one {self.model.__name__} was asked for and several match")
        return records[0] if records else None

    def one_or_none(self) -> M_co | None:
        """Load the only record; None where there is none.

        Raises:
            MultipleRecordsFound: There are several.
        """
        return run(self._one_or_none_plan())

    async def aone_or_none(self) -> M_co | None:
        """Load the only record; None where there is none."""
        return await arun(self._one_or_none_plan())

    def _one_plan(self) -> Plan[M_co]:
        record = yield from self._one_or_none_plan()
        if record is None:
            raise RecordNotFound(f"no {self.model.__name__} matches the query")
        return record

    def one(self) -> M_co:
        """Load the only record.

        Raises:
            RecordNotFound: There is none.
            MultipleRecordsFound: There are several.
        """
        return run(self._one_plan())

    async def aone(self) -> M_co:
        """Load the only record."""
        return await arun(self._one_plan())

    def _by_key(self, key: Key) -> Query[M_co]:
        return self.where(*self.model.__key_conditions__(key))

    def _get_plan(self, key: Key) -> Plan[M_co | None]:
        return (yield from self._by_key(key)._one_or_none_plan())

    def get(self, key: Key, /) -> M_co | None:
        """Load the record of a key among those of the query; None where it is not."""
        return run(self._get_plan(key))

    async def aget(self, key: Key, /) -> M_co | None:
        """Load the record of a key among those of the query; None where it is not."""
        return await arun(self._get_plan(key))

    def _find_plan(self, key: Key) -> Plan[M_co]:
        record = yield from self._get_plan(key)
        if record is None:
            raise RecordNotFound(f"no {self.model.__name__} with key {key!r} matches the query")
        return record

    def find(self, key: Key, /) -> M_co:
        """Load the record of a key among those of the query.

        Raises:
            RecordNotFound: It is not among them.
        """
        return run(self._find_plan(key))

    async def afind(self, key: Key, /) -> M_co:
        """Load the record of a key among those of the query."""
        return await arun(self._find_plan(key))

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
        """Count the records: `len(query)`; list(), sorted() and `[*query]` ask for it too, so say `query.all()`."""
        return run(self._count_plan())

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

    def _rows_plan(self, columns: Sequence[Node]) -> Plan[tuple[CompiledQuery, Sequence[Row]]]:
        result = yield from self.model.backend().execute_plan(self.statement(columns=tuple(columns)))
        return result.compiled, result.decoded()

    def _pluck_plan(self, columns: Sequence[object]) -> Plan[list[Any]]:
        if not columns:
            raise QueryError("pluck() takes the columns to load; all() loads records")
        chosen = [column if isinstance(column, Label) else self._expression(column) for column in columns]
        _, rows = yield from self._rows_plan(chosen)
        return [row[0] for row in rows] if len(columns) == 1 else list(rows)

    @typed_pluck
    def pluck(self, /, *columns: object) -> list[Any]:
        """Load columns as tuples, or as plain values where only one is asked for."""
        return run(self._pluck_plan(columns))

    @typed_apluck
    async def apluck(self, /, *columns: object) -> list[Any]:
        """Load columns as tuples, or as plain values where only one is asked for."""
        return await arun(self._pluck_plan(columns))

    def _values_plan(self, columns: Sequence[object]) -> Plan[list[dict[str, Any]]]:
        chosen = [self._named(column) for column in columns] or list(self.clauses["columns"])
        names = result_names(chosen)
        _, rows = yield from self._rows_plan(chosen)
        return [dict(zip(names, row)) for row in rows]

    def values(self, /, *columns: object) -> list[dict[str, Any]]:
        """Load columns, all where none is named, as dicts.

        Args:
            columns: Names, `customer__name` and `created_at__year` among them, or columns; of several columns with one
                name, those behind relations are named by their path.

        Raises:
            QueryError: Two columns would have one name.
        """
        return run(self._values_plan(columns))

    async def avalues(self, /, *columns: object) -> list[dict[str, Any]]:
        """Load columns, all where none is named, as dicts."""
        return await arun(self._values_plan(columns))

    def into(self, model: type[B]) -> list[B]:
        """Load the rows into any pydantic model, which validates them.

        Fields are matched by name with the query's columns, annotations and relations; a relation's field may be a
        model, a list of models, or nested deeper.

        Examples:
            >>> class AuthorOut(BaseModel):
            ...     name: str
            ...     books: list[BookOut]
            >>> Author.where(age__gt=30).into(AuthorOut)
        """
        return run(into_plan(self, model))

    async def ainto(self, model: type[B]) -> list[B]:
        """Load the rows into any pydantic model, which validates them; see `into`."""
        return await arun(into_plan(self, model))

    def _explain_plan(self, analyze: bool) -> Plan[str]:
        backend = self.model.backend()
        yield from backend.prepare_plan()
        result = yield from backend.execute_plan(Statement(Explain(Select(self._complete().clauses), analyze)))
        return "\n".join(" ".join(str(value) for value in row) for row in result.rows)

    def explain(self, *, analyze: bool = False) -> str:
        """Return how the server would run the query; with `analyze` it runs it and measures."""
        return run(self._explain_plan(analyze))

    async def aexplain(self, *, analyze: bool = False) -> str:
        """Return how the server would run the query; with `analyze` it runs it and measures."""
        return await arun(self._explain_plan(analyze))

    def ids(self) -> list[Any]:
        """Load the keys."""
        return run(self._pluck_plan(self.mapping.primary_key))

    async def aids(self) -> list[Any]:
        """Load the keys."""
        return await arun(self._pluck_plan(self.mapping.primary_key))

    def _batches(self, size: int) -> Callable[[CompiledQuery, Sequence[Row]], list[list[M_co]]]:
        """Return what makes batches of a stream's chunks of rows, of which the last has fewer than `size`."""
        return lambda compiled, rows: [self._load(compiled, rows)] if rows else []

    def in_batches(self, size: int = CHUNK) -> Iterator[list[M_co]]:
        """Stream lists of at most `size` records; relations to preload are loaded for each list."""
        query = self._complete()
        for batches in stream(self.model.backend(), query.statement(), size, query._batches(size)):
            for records in batches:
                if "preload" in self.options:
                    run(self.model.__preload_plan__(records, self.options))
                yield records

    async def ain_batches(self, size: int = CHUNK) -> AsyncIterator[list[M_co]]:
        """Stream lists of at most `size` records; relations to preload are loaded for each list."""
        query = self._complete()
        async for batches in astream(self.model.backend(), query.statement(), size, query._batches(size)):
            for records in batches:
                if "preload" in self.options:
                    await arun(self.model.__preload_plan__(records, self.options))
                yield records

    def iterate(self, chunk: int = CHUNK) -> Iterator[M_co]:
        """Stream the records, `chunk` of them in memory at a time."""
        for batch in self.in_batches(chunk):
            yield from batch

    async def aiterate(self, chunk: int = CHUNK) -> AsyncIterator[M_co]:
        """Stream the records, `chunk` of them in memory at a time."""
        async for batch in self.ain_batches(chunk):
            for record in batch:
                yield record

    def __iter__(self) -> Iterator[M_co]:
        return self.iterate()

    def __aiter__(self) -> AsyncIterator[M_co]:
        return self.aiterate()
