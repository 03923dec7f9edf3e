"""The backend: how to connect, what the server can do, what its errors mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import duckdb

from rhosocial.activerecord.backend.base import ConnectionConfig, SQLBackend
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.plan import Plan, TransactionOptions
from rhosocial.activerecord.backend.schema.nodes import CreateTable, DropTable
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.interface.connection import Connection
from rhosocial.activerecord.interface.errors import DatabaseError

from .connection import DuckDBConnection
from .dialect import DuckDBDialect
from .errors import translate

CAPABILITIES = Capabilities(
    insert_returning=True,
    update_returning=True,
    delete_returning=True,
    savepoints=False,
    transactional_ddl=True,
    foreign_keys=False,
    expression_indexes=True,
    nulls_ordering=True,
    common_table_expressions=True,
    cte_before_write=True,
    window_functions=True,
    decimal_windows=True,
    intersect_except=True,
    intersect_except_all=True,
    aggregate_filter=True,
    full_join=True,
    upsert_on_conflict=True,
    regular_expressions=True,
    explain_analyze=True,
    max_parameters=65535,
    max_identifier=255,
)


class DuckDBConnectionConfig(ConnectionConfig):
    """Where a DuckDB database lies.

    Attributes:
        database: A file's path.
    """

    database: str

    @classmethod
    def settings_of(cls, url: str) -> dict[str, Any]:
        """Split `duckdb:///relative.duckdb` or `duckdb:////absolute.duckdb`."""
        parts = urlsplit(url)
        return {"database": unquote(parts.path)[1:], **dict(parse_qsl(parts.query))}


class DuckDBBackend(SQLBackend):
    """DuckDB by its own driver.

    Example:
        >>> ActiveRecord.configure(DuckDBBackend(database="library.duckdb"))
    """

    name = "duckdb"
    config_class = DuckDBConnectionConfig
    config: DuckDBConnectionConfig
    dialect_class = DuckDBDialect
    dialect: DuckDBDialect
    newest = CAPABILITIES
    driver_errors = (duckdb.Error, OverflowError)

    def open_connection(self) -> Connection:
        return DuckDBConnection(self.config.database)

    def probe_plan(self, connection: Connection) -> Plan[Capabilities]:
        yield from ()  # nothing depends on the version
        return CAPABILITIES

    def translate(self, error: Exception, sql: str | None, params: Sequence[object]) -> DatabaseError:
        return translate(error, sql, params)

    def begin_statements(self, options: TransactionOptions) -> list[str]:
        return ["BEGIN TRANSACTION READ ONLY" if options.read_only else "BEGIN TRANSACTION"]

    def aborts(self, error: BaseException) -> bool:
        return True  # after any error DuckDB takes nothing but a rollback

    def define_plan(self, node: Node) -> Plan[None]:
        """Make a table's sequence before it, and drop it after it."""
        self.compile(Statement(node))  # what is refused is refused before anything is sent
        if isinstance(node, CreateTable) and any(column.identity for column in node.columns):
            yield from super().define_plan(self.dialect.create_sequence(node.table, node.if_not_exists))
        yield from super().define_plan(node)
        if isinstance(node, DropTable):
            yield from super().define_plan(self.dialect.drop_sequence(node.table))
