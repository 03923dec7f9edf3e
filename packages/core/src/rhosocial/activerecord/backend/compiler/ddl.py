"""Compiles the definition of tables."""

from __future__ import annotations

from typing import Any

from ...interface.errors import ConfigurationError
from ..expression.column import ColumnRef
from ..expression.function import Case
from ..expression.native import Enumerated
from ..expression.node import Node
from ..schema.nodes import (
    CheckConstraint,
    ColumnDefinition,
    CreateEnum,
    CreateIndex,
    CreateTable,
    DropEnum,
    DropTable,
    ForeignKey,
    UniqueConstraint,
)
from .collector import Collector
from .visitor import Visitor

REFERENTIAL_ACTIONS = {"cascade", "restrict", "set null", "set default", "no action"}


class DDLCompiler(Visitor):
    """CREATE and DROP in standard SQL."""

    identity: str = ""
    """What follows the type of a key that the server numbers."""
    identity_type: str | None = None
    """The type of such a key, where it is not that of other integers."""
    inline_identity_key: bool = False
    """Whether such a key is declared PRIMARY KEY with its column."""
    computed: str = "GENERATED ALWAYS AS ({}) STORED"
    """How a column is declared that the server computes."""

    def visit_createtable(self, node: CreateTable, out: Collector) -> None:
        """`CREATE TABLE IF NOT EXISTS name (columns, constraints)`"""
        out.qualify = False
        exists = "IF NOT EXISTS " if node.if_not_exists else ""
        out.write(f"CREATE TABLE {exists}{self.table_name(node.table)} (")
        self.visit_all(node.columns, out)
        if node.primary_key and not self.has_inline_key(node):
            out.write(f", PRIMARY KEY ({self.names([column.name for column in node.primary_key])})")
        for constraint in node.constraints:
            out.write(", ")
            self.visit(constraint, out)
        out.write(f"){self.table_options(node)}")

    def has_inline_key(self, node: CreateTable) -> bool:
        """Tell whether a column already says PRIMARY KEY."""
        return self.inline_identity_key and any(column.identity for column in node.columns)

    def table_options(self, node: CreateTable) -> str:
        """Return what follows the closing parenthesis."""
        return ""

    def names(self, names: list[str] | tuple[str, ...]) -> str:
        """Quote names and list them."""
        return ", ".join(self.quote(name) for name in names)

    def visit_columndefinition(self, node: ColumnDefinition, out: Collector) -> None:
        """`name TYPE NOT NULL DEFAULT … UNIQUE`"""
        out.write(f"{self.quote(node.column.name)} {self.defined_type(node)}")
        if node.collation:
            out.write(f" COLLATE {self.quote(node.collation)}")
        if node.generated:
            out.write(f" {self.computed.format(node.generated)}")
        if not node.nullable and not node.identity:
            out.write(" NOT NULL")
        if node.default is not None:
            out.write(f" DEFAULT {self.default(node.default)}")
        if node.unique:
            out.write(" UNIQUE")

    def defined_type(self, node: ColumnDefinition) -> str:
        """Return a column's type, with what makes it an identity."""
        if not node.identity:
            return node.type_name or self.column_type(node.column)
        return f"{self.identity_type or self.column_type(node.column)} {self.identity}".rstrip()

    def default(self, text: str) -> str:
        """Return a server default; it is SQL text of the programmer's own."""
        return f"({text})" if not text.replace(".", "").replace("-", "").isalnum() and text[:1] != "'" else text

    def visit_foreignkey(self, node: ForeignKey, out: Collector) -> None:
        """`FOREIGN KEY (columns) REFERENCES table (columns) ON DELETE …`"""
        self.constraint_name(node.name, out)
        target = self.table_name(node.target)
        out.write(f"FOREIGN KEY ({self.names(node.columns)}) REFERENCES {target} ({self.names(node.target_columns)})")
        for event, action in (("DELETE", node.on_delete), ("UPDATE", node.on_update)):
            if action is not None:
                out.write(f" ON {event} {self.referential_action(action)}")

    def referential_action(self, action: str) -> str:
        """Return CASCADE and its kin.

        Raises:
            ConfigurationError: It is none of them.
        """
        if action.lower() not in REFERENTIAL_ACTIONS:
            raise ConfigurationError(f"{action!r} is no referential action: {', '.join(sorted(REFERENTIAL_ACTIONS))}")
        return action.upper()

    def constraint_name(self, name: str | None, out: Collector) -> None:
        """`CONSTRAINT name `"""
        if name:
            out.write(f"CONSTRAINT {self.quote(name)} ")

    def visit_uniqueconstraint(self, node: UniqueConstraint, out: Collector) -> None:
        """`UNIQUE (columns)`"""
        self.constraint_name(node.name, out)
        out.write(f"UNIQUE ({self.names(node.columns)})")

    def visit_checkconstraint(self, node: CheckConstraint, out: Collector) -> None:
        """`CHECK (condition)`"""
        self.constraint_name(node.name, out)
        out.write(f"CHECK ({node.condition})")

    def visit_createindex(self, node: CreateIndex, out: Collector) -> None:
        """`CREATE UNIQUE INDEX name ON table (columns) WHERE …`"""
        node = node if node.where is None or self.capabilities.partial_indexes else self.whole_index(node)
        if not all(isinstance(column, ColumnRef) for column in node.columns):
            self.require("expression_indexes", "let a generated column hold what is computed, and index that")
        out.qualify, out.mark = False, self.placeholder(None)
        unique = "UNIQUE " if node.unique else ""
        exists = "IF NOT EXISTS " if node.if_not_exists else ""
        out.write(f"CREATE {unique}INDEX {exists}{self.quote(node.name)} ON {self.table_name(node.table)} (")
        for number, column in enumerate(node.columns):
            out.write(", " if number else "")
            self.index_part(column, out)
        out.write(")")
        if node.where is not None:
            out.write(" WHERE ")
            self.visit(node.where, out)

    def whole_index(self, node: CreateIndex) -> CreateIndex:
        """Return a unique index of some rows as one of all: for the others its parts are NULL, which repeats freely."""
        if not node.unique or not self.capabilities.expression_indexes:
            way = "let a generated column be NULL for the rows to leave out, and be part of a unique constraint"
            self.require("partial_indexes", way if node.unique else "leave out the condition")
        condition: Any = node.where
        columns: tuple[Any, ...] = node.columns
        parts: tuple[Node, ...] = tuple(Case(((condition, column),), None, column.type) for column in columns)
        return CreateIndex(node.name, node.table, parts, True, None, node.if_not_exists)

    def index_part(self, node: Node, out: Collector) -> None:
        """A column, or an expression in parentheses."""
        if isinstance(node, ColumnRef):
            self.visit(node, out)
            return
        out.write("(")
        self.visit(node, out)
        out.write(")")

    def visit_droptable(self, node: DropTable, out: Collector) -> None:
        """`DROP TABLE IF EXISTS name`"""
        out.write(f"DROP TABLE {'IF EXISTS ' if node.if_exists else ''}{self.table_name(node.table)}")

    def visit_createenum(self, node: CreateEnum, out: Collector) -> None:
        """`CREATE TYPE name AS ENUM ('label', …)`"""
        self.require("native_enums", Enumerated.instead)
        labels = ", ".join("'{}'".format(label.replace("'", "''")) for label in node.labels)
        out.write(f"CREATE TYPE {self.table_name(node.name)} AS ENUM ({labels})")

    def visit_dropenum(self, node: DropEnum, out: Collector) -> None:
        """`DROP TYPE IF EXISTS name`"""
        self.require("native_enums", Enumerated.instead)
        out.write(f"DROP TYPE IF EXISTS {self.table_name(node.name)}")
