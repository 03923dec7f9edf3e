"""Performing statements: compiled, watched, their errors translated."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ...interface.connection import Connection
from ..compiled import Decoder
from ..expression.node import Node
from ..expression.raw import placeholders
from ..expression.sql_type import SQLType
from ..expression.statement import Statement
from ..observation import is_watched, observe
from ..plan import Plan, Result, step_plan
from .pooled import PooledBackend
from .storage import QueryResult


class ExecutingBackend(PooledBackend):
    """Performs one statement at a time."""

    def decoder(self, sql_type: SQLType) -> Decoder | None:
        """Return how values of a type come out of the driver; None where they are right as they are."""
        return self.dialect.decoder(sql_type)

    def check_stored(self, sql_type: SQLType, value: object) -> None:
        """Look whether a column of a type can hold a value.

        Raises:
            InvalidValue: It can't.
        """
        encoder = self.dialect.store_encoder(sql_type)
        if encoder is not None and value.__class__ not in encoder.direct:
            encoder.function(value)

    def define_plan(self, node: Node) -> Plan[None]:
        """Run a statement that changes the schema.

        Raises:
            UnsupportedFeatureError: It stands in a transaction, and this server would commit what came before it.
        """
        if self.transaction is not None:
            self.dialect.require("transactional_ddl", "create and drop tables outside the block")
        yield from self.execute_plan(Statement(node))

    def execute_plan(self, statement: Statement) -> Plan[Result]:
        """Run a statement and fetch everything."""
        transaction = self.transaction
        connection = (yield from self.acquire_plan()) if transaction is None else transaction.usable_connection()
        try:
            compiled = self.compile(statement)
            params = compiled.bind(statement.values)
            fetched = yield from self.driver_plan(connection, compiled.sql + statement.comment, params)
        finally:
            if transaction is None and (connection.broken or not (connection.is_clean() and self.pool.put(connection))):
                yield from self.release_plan(connection)
        return Result(fetched[0], fetched[1], fetched[2], compiled, params)

    def driver_plan(
        self, connection: Connection, sql: str, params: Sequence[object], describe: bool = False
    ) -> Plan[Any]:
        """Run a statement on a connection, watched if anyone watches, its errors translated."""
        started = time.perf_counter() if is_watched() else None
        try:
            fetched = yield from step_plan(connection.execute, connection.aexecute, sql, params, describe)
        except BaseException as error:
            raise self.failed(connection, error, sql, params, started)
        if started is not None:
            observe(sql, params, started, fetched.rowcount)
        return fetched

    def failed(
        self,
        connection: Connection,
        error: BaseException,
        sql: str,
        params: Sequence[object],
        started: float | None = None,
    ) -> BaseException:
        """Return the error to raise for one that a statement met, and note what it means for the connection."""
        if isinstance(error, self.driver_errors):
            cause, error = error, self.translate(error, sql, params)
            error.__cause__ = cause
            self.note_failure(connection, error)
        elif not isinstance(error, Exception):
            connection.broken = connection.broken or not connection.survives_interruption()
            self.note_failure(connection, error)
        if started is not None:
            observe(sql, params, started, error=error)
        return error

    def connection_plan(self) -> Plan[Connection]:
        """Return the transaction's connection, or one from the pool."""
        transaction = self.transaction
        return (yield from self.acquire_plan()) if transaction is None else transaction.usable_connection()

    def unhand_plan(self, connection: Connection) -> Plan[None]:
        """Give a connection back unless the transaction holds it."""
        transaction = self.transaction
        if transaction is None or transaction.connection is not connection:
            yield from self.release_plan(connection)

    def raw_plan(self, sql: str, params: Mapping[str, object] | Sequence[object]) -> Plan[QueryResult]:
        """Run a statement of the user's own."""
        connection = yield from self.connection_plan()
        try:
            if isinstance(params, Mapping):
                compiled = self.compile(statement := Statement(placeholders(sql, params)))
                sql, params = compiled.sql, compiled.bind(statement.values)
            fetched = yield from self.driver_plan(connection, sql, params, True)
        finally:
            yield from self.unhand_plan(connection)
        return QueryResult(fetched.columns, fetched.rows, fetched.rowcount)
