"""The PostgreSQL backend."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import psycopg

from rhosocial.activerecord.backend.base import QueryResult, SQLBackend
from rhosocial.activerecord.backend.connection import ConnectionPool, PoolSettings
from rhosocial.activerecord.backend.connection.loops import LoopPools
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.plan import Plan, TransactionOptions, step_plan
from rhosocial.activerecord.backend.schema.nodes import CreateTable
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.interface.connection import Connection
from rhosocial.activerecord.interface.errors import ConnectionLost, DatabaseError

from .adapters import make_adapters
from .awaitable import AwaitablePsycopgConnection
from .blocking import BlockingPsycopgConnection
from .config import PostgreSQLConnectionConfig
from .dialect import PostgreSQLDialect
from .errors import translate

NEWEST = Capabilities(
    insert_returning=True,
    update_returning=True,
    delete_returning=True,
    statement_rollback=False,
    transactional_ddl=True,
    partial_indexes=True,
    expression_indexes=True,
    nulls_ordering=True,
    for_update=True,
    for_share=True,
    lock_of=True,
    skip_locked=True,
    common_table_expressions=True,
    cte_before_write=True,
    window_functions=True,
    decimal_windows=True,
    intersect_except=True,
    intersect_except_all=True,
    aggregate_filter=True,
    full_join=True,
    ordered_set_aggregates=True,
    lateral=True,
    upsert_on_conflict=True,
    regular_expressions=True,
    json_paths=True,
    arrays=True,
    ranges=True,
    native_enums=True,
    advisory_locks=True,
    isolation_levels=frozenset({"read uncommitted", "read committed", "repeatable read", "serializable"}),
    explain_analyze=True,
    max_parameters=65535,
    max_identifier=63,
)

# feature -> the release that brought it; https://www.postgresql.org/docs/release/
_SINCE = {"skip_locked": 90500, "upsert_on_conflict": 90500}


class PostgreSQLBackend(SQLBackend):
    """PostgreSQL by psycopg 3; async calls are psycopg's own, on connections of each event loop.

    Examples:
        >>> backend = PostgreSQLBackend(PostgreSQLConnectionConfig(host="localhost", database="library"))
        >>> backend.execute("select 1 as one")[0]
        {'one': 1}
    """

    name = "postgresql"
    config_class = PostgreSQLConnectionConfig
    config: PostgreSQLConnectionConfig
    dialect_class = PostgreSQLDialect
    dialect: PostgreSQLDialect
    newest = NEWEST
    driver_errors = (psycopg.Error, UnicodeEncodeError)

    def __init__(self, config: Any = None, **settings: Any) -> None:
        super().__init__(config, **settings)
        self._adapters = make_adapters()
        warn_of_slow_driver(psycopg.pq.__impl__)

    def make_pool(self) -> ConnectionPool:
        config = self.config
        settings = PoolSettings(config.pool_size, config.pool_timeout, config.max_lifetime)
        return LoopPools(self.connect, self.aconnect, settings)

    def open_connection(self) -> Connection:
        return BlockingPsycopgConnection.open(self._settings())

    async def aopen_connection(self) -> Connection:
        return await AwaitablePsycopgConnection.open(self._settings())

    def _settings(self) -> dict[str, Any]:
        return self.config.parameters() | {
            "autocommit": True,
            "prepare_threshold": self.config.prepare_threshold,
            "context": self._adapters,
        }

    def probe_plan(self, connection: Connection) -> Plan[Capabilities]:
        fetched = yield from step_plan(connection.execute, connection.aexecute, "SHOW server_version_num", ())
        version = int(fetched.rows[0][0])
        missing = {feature: False for feature, since in _SINCE.items() if version < since}
        return NEWEST.replaced(**missing)

    def translate(self, error: Exception, sql: str | None, params: Sequence[object]) -> DatabaseError:
        return translate(error, sql, params)

    def begin_statements(self, options: TransactionOptions) -> list[str]:
        isolation = f" ISOLATION LEVEL {options.isolation.upper()}" if options.isolation else ""
        return [f"BEGIN{isolation}{' READ ONLY' if options.read_only else ''}"]

    def define_plan(self, node: Node) -> Plan[None]:
        """Run a statement that changes the schema; comments on a new table follow it."""
        yield from super().define_plan(node)
        for comment in self.dialect.comments(node) if isinstance(node, CreateTable) else ():
            yield from super().define_plan(comment)

    def aborts(self, error: BaseException) -> bool:
        """Any error that the server reports fails the transaction, and so does an interruption."""
        return not isinstance(error, DatabaseError) or error.code is not None or isinstance(error, ConnectionLost)

    def heals(self, error: BaseException) -> bool:
        return not isinstance(error, ConnectionLost)

    def raw_plan(self, sql: str, params: Mapping[str, object] | Sequence[object]) -> Plan[QueryResult]:
        """Run a statement of the user's own; where it has no values, a `%` in it is no placeholder."""
        if not params and not isinstance(params, Mapping):
            sql = sql.replace("%", "%%")
        return (yield from super().raw_plan(sql, params))


@cache
def warn_of_slow_driver(implementation: str) -> None:
    """Say once that psycopg runs without its compiled part."""
    if implementation == "python":
        warnings.warn(
            'psycopg runs in pure Python and fetches many times slower: pip install "psycopg[binary]"',
            RuntimeWarning,
            stacklevel=2,
        )
