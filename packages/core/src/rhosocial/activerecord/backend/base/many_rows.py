"""Inserting many rows in few statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from ...interface.connection import Connection
from ..compiled import CompiledQuery, Row
from ..expression.expression import Parameter
from ..expression.node import Node
from ..expression.statement import Statement, placeholder
from ..expression.write import Insert
from ..plan import Inserted, Plan
from .executing import ExecutingBackend

MAX_ROWS = 128


def batch_sizes(number: int, largest: int) -> Iterator[int]:
    """Split a number into sizes: the largest as often as it goes, then ever smaller powers of two."""
    while number:
        size = largest if number >= largest else 1 << (number.bit_length() - 1)
        yield size
        number -= size


def _again(value: Any) -> Node:
    """Return a value of an INSERT for a further row: a placeholder of its own, or the same expression."""
    return placeholder(value.type) if isinstance(value, Parameter) else value


class ManyRowsBackend(ExecutingBackend):
    """Writes many rows at once."""

    def insert_rows_plan(
        self, statement: Statement, names: tuple[str, ...], rows: Sequence[Mapping[str, object]], returning: bool
    ) -> Plan[Inserted]:
        """Insert many rows by statements of up to `MAX_ROWS` rows each, of which few sizes occur."""
        connection = yield from self.connection_plan()
        try:
            compiled = self.compile(statement)
            params = list(map(compiled.bind_named(names), rows))
            returned: list[Row] = []
            start = 0
            for size in batch_sizes(len(params), self._rows_at_once(compiled)):
                batch = params[start : start + size]
                start += size
                sql = self._many_rows_sql(statement, size)
                fetched = yield from self.driver_plan(connection, sql, list(chain.from_iterable(batch)))
                if returning:
                    returned += fetched.rows or (yield from self.generated_keys_plan(connection, fetched, size))
        finally:
            yield from self.unhand_plan(connection)
        return Inserted(compiled, params, returned)

    def _rows_at_once(self, compiled: CompiledQuery) -> int:
        return max(1, min(MAX_ROWS, self.capabilities.max_parameters // max(1, compiled.width)))

    def _many_rows_sql(self, statement: Statement, size: int) -> str:
        """Return the text of the same INSERT for several rows."""
        key = ("rows", statement.shape, size)
        compiled = self._compiled.get(key)
        if compiled is None:
            insert: Insert = statement.node  # type: ignore[assignment]
            rows = tuple(tuple(map(_again, insert.rows[0])) for _ in range(size))
            node = Insert(insert.table, insert.columns, rows, insert.conflict, insert.returning)
            compiled = self._compile(Statement(node, key))
        return compiled.sql

    def generated_keys_plan(self, connection: Connection, fetched: Any, size: int) -> Plan[list[Row]]:
        """Return the keys of rows just inserted, where the server tells the first and numbers them at known steps."""
        yield from ()
        return []
