"""The base of every SQL backend: compile, execute, translate errors."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

from ...interface.capabilities import Capabilities
from ...interface.connection import Connection
from ...interface.errors import DatabaseError
from ..compiled import CompiledQuery, Decoder, Row
from ..connection.pool import ConnectionPool, Pool, PoolSettings
from ..dialect.dialect import Dialect
from ..expression.expression import Parameter
from ..expression.node import Node
from ..expression.raw import placeholders
from ..expression.sql_type import SQLType
from ..expression.statement import Statement, placeholder
from ..expression.write import Insert
from ..observation import is_watched, observe
from ..plan import Cursor, Inserted, Plan, Result, step_plan
from ..recent import Recent
from .storage import QueryResult
from .transactional import TransactionalBackend

MAX_COMPILED = 4096
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


class SQLBackend(TransactionalBackend):
    """Performs statements on pooled connections.

    A subclass says how to connect, what the server can do, and what the driver's errors mean.

    Attributes:
        dialect_class: Its dialect.
        newest: The capabilities assumed before the first connection.
        driver_errors: The driver's exceptions; each is translated, and becomes the `__cause__`.
    """

    dialect_class: ClassVar[type[Dialect]]
    newest: ClassVar[Capabilities]
    driver_errors: ClassVar[tuple[type[Exception], ...]]

    def __init__(self, config: Any = None, **settings: Any) -> None:
        super().__init__(config, **settings)
        self.dialect = self.dialect_class(self.newest)
        self.is_probed = False
        self._compiled: Recent[CompiledQuery] = Recent(MAX_COMPILED)
        self.pool = self.make_pool()

    def make_pool(self) -> ConnectionPool:
        """Make the pool; nothing is opened yet."""
        settings = PoolSettings(self.config.pool_size, self.config.pool_timeout, self.config.max_lifetime)
        return Pool(self.connect, self.aconnect, settings)

    @abstractmethod
    def open_connection(self) -> Connection:
        """Open a connection of the driver's."""

    async def aopen_connection(self) -> Connection:
        """Open a connection of the driver's, awaiting."""
        return self.open_connection()

    @abstractmethod
    def probe_plan(self, connection: Connection) -> Plan[Capabilities]:
        """Ask the server what it can do."""

    @abstractmethod
    def translate(self, error: Exception, sql: str | None, params: Sequence[object]) -> DatabaseError:
        """Say what a driver's error means."""

    @property
    def capabilities(self) -> Capabilities:
        """What the connected server can do; before the first connection, what its newest release can."""
        return self.dialect.capabilities

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

    def compile(self, statement: Statement) -> CompiledQuery:
        """Compile a statement, or find it compiled under its shape."""
        compiled = self._compiled.get(statement.shape)
        return self._compile(statement) if compiled is None else compiled

    def _compile(self, statement: Statement) -> CompiledQuery:
        compiled = self.dialect.compile(statement)
        if compiled.is_kept:
            self._compiled.put(statement.shape, compiled)
        return compiled

    def connect(self) -> Connection:
        """Open a connection, translating what goes wrong."""
        try:
            return self.open_connection()
        except self.driver_errors as error:
            raise self.translate(error, None, ()) from error

    async def aconnect(self) -> Connection:
        """Open a connection, awaiting and translating what goes wrong."""
        try:
            return await self.aopen_connection()
        except self.driver_errors as error:
            raise self.translate(error, None, ()) from error

    def acquire_plan(self) -> Plan[Connection]:
        """Take a connection out of the pool; the first one tells what the server can do."""
        connection = self.pool.take()
        if connection is None:
            connection = yield from self.pool.acquire_plan()
            if not self.is_probed:
                yield from self._learn_plan(connection)
        return connection

    def _learn_plan(self, connection: Connection) -> Plan[None]:
        try:
            capabilities = yield from self.probe_plan(connection)
        except BaseException:
            connection.broken = True
            yield from self.release_plan(connection)
            raise
        self.dialect = self.dialect_class(capabilities)
        self._compiled.clear()
        self.is_probed = True

    def note_transaction(self, connection: Connection) -> None:
        """Tell the pool what keeps a connection."""
        self.pool.hold(connection, "transaction")

    def release_plan(self, connection: Connection) -> Plan[None]:
        """Give a connection back, clean or not at all."""
        try:
            if not connection.broken and not connection.is_clean():
                yield from step_plan(connection.reset, connection.areset)
        except BaseException as error:
            connection.broken = True
            if not isinstance(error, self.driver_errors):
                raise
        finally:
            if not self.pool.put(connection):
                yield from self.pool.discard_plan(connection)

    def prepare_plan(self) -> Plan[None]:
        """Make sure that the server's capabilities are known."""
        if not self.is_probed:
            connection = yield from self.acquire_plan()
            yield from self.release_plan(connection)

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

    def disconnect_plan(self) -> Plan[None]:
        """Close the connections that are not in use."""
        yield from self.pool.close_plan()
