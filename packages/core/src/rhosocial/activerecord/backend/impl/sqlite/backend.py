"""The SQLite backend."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ....interface.capabilities import Capabilities
from ....interface.connection import Connection
from ....interface.errors import DatabaseError, LockTimeout
from ...base import SQLBackend
from ...connection import ConnectionPool, Pool, PoolSettings
from ...plan import Plan, TransactionOptions, step_plan
from .config import SQLiteConnectionConfig
from .connection import READ_ONLY, SQLiteConnection
from .dialect import SQLiteDialect
from .errors import translate
from .functions import WINDOWS

NEWEST = Capabilities(
    insert_returning=True,
    update_returning=True,
    delete_returning=True,
    last_insert_id=True,
    transactional_ddl=True,
    partial_indexes=True,
    expression_indexes=True,
    nulls_ordering=True,
    common_table_expressions=True,
    cte_before_write=True,
    window_functions=True,
    decimal_windows=WINDOWS,
    intersect_except=True,
    aggregate_filter=True,
    full_join=True,
    upsert_on_conflict=True,
    regular_expressions=True,
    json_paths=True,
    isolation_levels=frozenset({"serializable"}),
    max_parameters=32766,
    max_identifier=255,
)

# feature -> the release that brought it; https://sqlite.org/changes.html
_SINCE = {
    "insert_returning": (3, 35, 0),
    "update_returning": (3, 35, 0),
    "delete_returning": (3, 35, 0),
    "full_join": (3, 39, 0),
    "nulls_ordering": (3, 30, 0),
    "aggregate_filter": (3, 30, 0),
}


class SQLiteBackend(SQLBackend):
    """SQLite by Python's sqlite3; a database in memory lives on one connection.

    Examples:
        >>> backend = SQLiteBackend(SQLiteConnectionConfig(database="library.db"))
        >>> backend.execute("select 1 as one")[0]
        {'one': 1}
    """

    name = "sqlite"
    config_class = SQLiteConnectionConfig
    config: SQLiteConnectionConfig
    dialect_class = SQLiteDialect
    newest = NEWEST
    driver_errors = (sqlite3.Error, OverflowError, UnicodeEncodeError)

    def make_pool(self) -> ConnectionPool:
        config = self.config
        if not config.in_memory:
            return super().make_pool()
        forever = float("inf")
        settings = PoolSettings(1, config.pool_timeout, max_lifetime=forever, idle_check=forever)
        return Pool(self.connect, self.aconnect, settings)

    def open_connection(self) -> Connection:
        return SQLiteConnection(self.config)

    def probe_plan(self, connection: Connection) -> Plan[Capabilities]:
        fetched = yield from step_plan(connection.execute, connection.aexecute, "SELECT sqlite_version()", ())
        version = tuple(map(int, fetched.rows[0][0].split(".")))
        missing = {feature: False for feature, since in _SINCE.items() if version < since}
        return NEWEST.replaced(**missing)

    def translate(self, error: Exception, sql: str | None, params: Sequence[object]) -> DatabaseError:
        return translate(error, sql, params)

    def begin_statements(self, options: TransactionOptions) -> list[str]:
        """A writer takes its lock at once: one that asks later can be refused without waiting."""
        return [READ_ONLY, "BEGIN"] if options.read_only else ["BEGIN IMMEDIATE"]

    def heals(self, error: BaseException) -> bool:
        return isinstance(error, LockTimeout)
