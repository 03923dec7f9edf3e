"""Query: the builder with what runs it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import aclosing
from typing import Any

from ..backend.compiled import CompiledQuery, Row
from ..backend.expression.expression import Parameter
from ..backend.expression.select import Explain, Select
from ..backend.expression.statement import Statement
from ..backend.expression.types import INTEGER
from ..backend.plan import Plan, arun, astream, run, stream
from ..interface.errors import MultipleRecordsFound, QueryError, RecordNotFound
from .description import M_co
from .iteration import iterate
from .values import ValuesQuery

CHUNK = 1000
Key = Any


class Query(ValuesQuery[M_co]):
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

    def _batches(self, size: int) -> Callable[[CompiledQuery, Sequence[Row]], list[list[M_co]]]:
        """Return what makes batches of a stream's chunks of rows, of which the last has fewer than `size`."""
        return lambda compiled, rows: [self._load(compiled, rows)] if rows else []

    def in_batches(self, size: int = CHUNK) -> Generator[list[M_co]]:
        """Stream lists of at most `size` records; relations to preload are loaded for each list."""
        query = self._complete()
        for batches in stream(self.model.backend(), query.statement(), size, query._batches(size)):
            for records in batches:
                if "preload" in self.options:
                    run(self.model.__preload_plan__(records, self.options))
                yield records

    async def ain_batches(self, size: int = CHUNK) -> AsyncGenerator[list[M_co]]:
        """Stream lists of at most `size` records; relations to preload are loaded for each list."""
        query = self._complete()
        chunks = astream(self.model.backend(), query.statement(), size, query._batches(size))
        async with aclosing(chunks):  # left early, it would wait for the event loop to find it
            async for batches in chunks:
                for records in batches:
                    if "preload" in self.options:
                        await arun(self.model.__preload_plan__(records, self.options))
                    yield records

    def iterate(self, chunk: int = CHUNK) -> Generator[M_co]:
        """Stream the records, `chunk` of them in memory at a time."""
        for batch in self.in_batches(chunk):
            yield from batch

    async def aiterate(self, chunk: int = CHUNK) -> AsyncGenerator[M_co]:
        """Stream the records, `chunk` of them in memory at a time."""
        async with aclosing(self.ain_batches(chunk)) as batches:
            async for batch in batches:
                for record in batch:
                    yield record

    def __iter__(self) -> Iterator[M_co]:
        return iterate(self)

    def __aiter__(self) -> AsyncIterator[M_co]:
        return self.aiterate()
