"""Connections of a backend: opened, pooled, asked what their server can do; and what is compiled for it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from ...interface.capabilities import Capabilities
from ...interface.connection import Connection
from ...interface.errors import DatabaseError
from ..compiled import CompiledQuery
from ..connection.pool import ConnectionPool, Pool, PoolSettings
from ..dialect.dialect import Dialect
from ..expression.statement import Statement
from ..plan import Plan, step_plan
from ..recent import Recent
from .transactional import TransactionalBackend

MAX_COMPILED = 4096


class PooledBackend(TransactionalBackend):
    """Has a pool of connections, and a dialect that fits their server."""

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

    def disconnect_plan(self) -> Plan[None]:
        """Close the connections that are not in use."""
        yield from self.pool.close_plan()
