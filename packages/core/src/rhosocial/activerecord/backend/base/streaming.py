"""Streaming a statement's rows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ...interface.connection import Connection
from ..compiled import Row
from ..expression.statement import Statement
from ..observation import is_watched, observe
from ..plan import Cursor, Plan, step_plan
from .executing import ExecutingBackend


class StreamingBackend(ExecutingBackend):
    """Gives back rows a few at a time."""

    def open_plan(self, statement: Statement, size: int) -> Plan[Cursor]:
        """Begin to stream a statement's rows on a connection of its own, or the transaction's."""
        owned = self.transaction is None
        connection = yield from self.connection_plan()
        try:
            compiled = self.compile(statement)
            cursor = yield from self._cursor_plan(
                connection, compiled.sql + statement.comment, compiled.bind(statement.values), size
            )
        except BaseException:
            yield from self.unhand_plan(connection)
            raise
        if owned and connection.buffers:
            yield from self.release_plan(connection)
            owned = False
        elif owned:
            self.pool.hold(connection, "stream")
        return Cursor(cursor, connection, compiled, owned)

    def _cursor_plan(self, connection: Connection, sql: str, params: Sequence[object], size: int) -> Plan[Any]:
        started = time.perf_counter() if is_watched() else None
        try:
            cursor = yield from step_plan(connection.open_cursor, connection.aopen_cursor, sql, params, size)
        except BaseException as error:
            if not isinstance(error, Exception):
                connection.broken = True  # the cursor may be open on it, and nobody holds it
            raise self.failed(connection, error, sql, params, started)
        if started is not None:
            observe(sql, params, started)
        return cursor

    def fetch_plan(self, cursor: Cursor, size: int) -> Plan[Sequence[Row]]:
        """Fetch the next rows of a stream."""
        connection = cursor.connection
        try:
            rows: Sequence[Row] = yield from step_plan(connection.fetch, connection.afetch, cursor.driver_cursor, size)
        except BaseException as error:
            raise self.failed(connection, error, cursor.compiled.sql, ())
        return rows

    def close_plan(self, cursor: Cursor) -> Plan[None]:
        """End a stream and give its connection back."""
        connection = cursor.connection
        try:
            if not connection.broken:
                yield from step_plan(connection.close_cursor, connection.aclose_cursor, cursor.driver_cursor)
        except BaseException as error:
            connection.broken = True  # the cursor may still be open on it
            if not isinstance(error, self.driver_errors):
                raise
        finally:
            if cursor.owned:
                yield from self.release_plan(connection)
