"""How MySQL and MariaDB define tables."""

from __future__ import annotations

from typing import Any

from rhosocial.activerecord.backend.compiler.collector import Collector
from rhosocial.activerecord.backend.dialect import Dialect
from rhosocial.activerecord.backend.expression.column import ColumnRef
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.expression.sql_type import Wrapped
from rhosocial.activerecord.backend.expression.types import Binary, String
from rhosocial.activerecord.backend.expression.walk import columns_in
from rhosocial.activerecord.backend.schema.nodes import (
    ColumnDefinition,
    CreateIndex,
    CreateTable,
    ForeignKey,
    UniqueConstraint,
)
from rhosocial.activerecord.interface.errors import UnsupportedFeatureError

from .capabilities import MySQLCapabilities

KEY_LENGTH = 255
"""How long a text or bytes of no given length may be where a key covers it, and what an index sees of it."""


class MySQLDDL(Dialect):
    """CREATE TABLE and CREATE INDEX."""

    quote_character = "`"
    identity = "AUTO_INCREMENT"
    capabilities: MySQLCapabilities

    def visit_createtable(self, node: CreateTable, out: Collector) -> None:
        """A key can't cover a LONGTEXT."""
        keyed = _keyed(node)
        columns = tuple(_defined(item, item.unique or item.column.name in keyed) for item in node.columns)
        super().visit_createtable(
            CreateTable(node.table, columns, node.primary_key, node.constraints, node.if_not_exists, node.comment), out
        )

    def table_options(self, node: CreateTable) -> str:
        """`ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=…`"""
        options = f" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE={self.capabilities.collation}"
        return f"{options} COMMENT={self.text(node.comment)}" if node.comment else options

    def visit_columndefinition(self, node: ColumnDefinition, out: Collector) -> None:
        super().visit_columndefinition(node, out)
        if node.comment:
            out.write(f" COMMENT {self.text(node.comment)}")

    def default(self, text: str) -> str:
        """An expression, in parentheses: a LONGTEXT takes no other default."""
        return f"({text})"

    def text(self, value: str) -> str:
        """Return a text as a literal, for DDL takes no parameters."""
        escaped = value.replace("\\", "\\\\").replace("'", "''")
        return f"'{escaped}'"

    def visit_createindex(self, node: CreateIndex, out: Collector) -> None:
        """An index sees the start of a text of no given length."""
        unlimited = [item.name for item in columns_in(node.columns) if _is_unlimited(item)]
        if unlimited and node.unique:
            raise UnsupportedFeatureError(
                f"a unique index can't cover {', '.join(unlimited)}: give it a length, as by Field(max_length=…)"
            )
        exists = node.if_not_exists and self.capabilities.index_if_not_exists
        made = CreateIndex(node.name, node.table, node.columns, node.unique, node.where, exists)
        super().visit_createindex(made, out)

    def index_part(self, node: Node, out: Collector) -> None:
        super().index_part(node, out)
        if isinstance(node, ColumnRef) and _is_unlimited(node):
            out.write(f"({KEY_LENGTH})")


def _keyed(node: CreateTable) -> set[str]:
    """Return the names of the columns that the keys of a table cover."""
    names = {column.name for column in node.primary_key}
    for constraint in node.constraints:
        if isinstance(constraint, (UniqueConstraint, ForeignKey)):
            names.update(constraint.columns)
    return names


def _defined(item: ColumnDefinition, is_keyed: bool) -> ColumnDefinition:
    """Return a definition with a length where a key needs one."""
    kind = item.type_name
    if kind is None and is_keyed and _is_unlimited(item.column):
        kind = f"{'VARCHAR' if isinstance(_storage(item.column), String) else 'VARBINARY'}({KEY_LENGTH})"
    return ColumnDefinition(
        item.column, item.nullable, item.identity, item.unique, item.default,
        item.generated, item.collation, item.comment, kind,
    )  # fmt: skip


def _storage(column: ColumnRef[Any]) -> object:
    return column.type.storage if isinstance(column.type, Wrapped) else column.type


def _is_unlimited(column: ColumnRef[Any]) -> bool:
    storage = _storage(column)
    return isinstance(storage, (String, Binary)) and storage.length is None
