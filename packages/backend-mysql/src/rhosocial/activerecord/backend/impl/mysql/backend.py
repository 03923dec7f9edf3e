"""The backend of MySQL and MariaDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rhosocial.activerecord.backend.base import QueryResult, SQLBackend
from rhosocial.activerecord.backend.compiled import Row
from rhosocial.activerecord.backend.connection import open_on_thread
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.plan import Plan, TransactionOptions, step_plan
from rhosocial.activerecord.backend.schema.nodes import CreateIndex
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.interface.connection import Connection
from rhosocial.activerecord.interface.errors import (
    DatabaseError,
    Deadlock,
    LockTimeout,
    ProgrammingError,
    SerializationFailure,
)

from .capabilities import NEWEST, NO_SUCH_FUNCTION, PROBES, SYNTAX_ERROR
from .config import MySQLConnectionConfig
from .connection import MySQLConnection
from .dialect import MySQLDialect
from .driver import DRIVER_ERRORS, describe
from .errors import translate

DUPLICATE_INDEX = 1061


class MySQLBackend(SQLBackend):
    """MySQL and MariaDB by mysql-connector-python; what the connected server can do is asked of it once.

    Examples:
        >>> backend = MySQLBackend(host="db.example", user="ann", password="secret", database="library")
        >>> backend.execute("SELECT 1 AS one")[0]
        {'one': 1}
    """

    name = "mysql"
    config_class = MySQLConnectionConfig
    config: MySQLConnectionConfig
    dialect_class = MySQLDialect
    newest = NEWEST
    driver_errors = DRIVER_ERRORS

    @property
    def driver(self) -> str:
        """The driver, its version and its form, such as `mysql-connector-python 9.7.0 (C extension)`."""
        return describe(self.config)

    def open_connection(self) -> Connection:
        return MySQLConnection(self.config)

    async def aopen_connection(self) -> Connection:
        return await open_on_thread(self.open_connection)

    def probe_plan(self, connection: Connection) -> Plan[Capabilities]:
        found: dict[str, Any] = {}
        for feature, sql in PROBES.items():
            found[feature] = yield from self._understands_plan(connection, sql)
        ask = (connection.execute, connection.aexecute)
        fetched = yield from step_plan(*ask, "SELECT @@collation_connection", ())
        return NEWEST.replaced(**found, collation=fetched.rows[0][0])

    def _understands_plan(self, connection: Connection, sql: str) -> Plan[bool]:
        """Have a statement prepared, to see whether the server knows what it says."""
        prepare = "PREPARE probe FROM '" + sql.replace("'", "''") + "'"
        try:
            yield from step_plan(connection.execute, connection.aexecute, prepare, ())
        except self.driver_errors as error:
            return getattr(error, "errno", None) not in (SYNTAX_ERROR, NO_SUCH_FUNCTION)
        return True

    def translate(self, error: Exception, sql: str | None, params: Sequence[object]) -> DatabaseError:
        return translate(error, sql, params)

    def begin_statements(self, options: TransactionOptions) -> list[str]:
        level = [f"SET TRANSACTION ISOLATION LEVEL {options.isolation.upper()}"] if options.isolation else []
        return [*level, "START TRANSACTION READ ONLY" if options.read_only else "START TRANSACTION"]

    def aborts(self, error: BaseException) -> bool:
        """A deadlock ends the transaction; after a lock timeout the server would go on without the failed statement."""
        return isinstance(error, (Deadlock, SerializationFailure, LockTimeout)) or super().aborts(error)

    def heals(self, error: BaseException) -> bool:
        return isinstance(error, LockTimeout)

    def generated_keys_plan(self, connection: Connection, fetched: Any, size: int) -> Plan[list[Row]]:
        """Count up from the first key: one INSERT numbers its rows in their order, by steps that a cluster widens."""
        step = yield from self.driver_plan(connection, "SELECT @@auto_increment_increment", ())
        return [(fetched.last_id + number * step.rows[0][0],) for number in range(size)]

    def raw_plan(self, sql: str, params: Mapping[str, object] | Sequence[object]) -> Plan[QueryResult]:
        """Run a statement of the user's own; where it has no values, a `%` in it is no placeholder."""
        if not params and not isinstance(params, Mapping):
            sql = sql.replace("%", "%%")
        return (yield from super().raw_plan(sql, params))

    def define_plan(self, node: Node) -> Plan[None]:
        try:
            yield from super().define_plan(node)
        except ProgrammingError as error:
            if not (error.code == DUPLICATE_INDEX and isinstance(node, CreateIndex) and node.if_not_exists):
                raise
