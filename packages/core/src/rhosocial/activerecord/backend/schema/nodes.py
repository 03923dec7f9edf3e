"""CREATE TABLE, CREATE INDEX and DROP TABLE as nodes."""

from __future__ import annotations

from typing import Any

from ..expression.column import ColumnRef, Table
from ..expression.expression import Expression
from ..expression.node import Node, node


@node
class ColumnDefinition(Node):
    """A column of CREATE TABLE; `identity` marks a key that the server numbers."""

    column: ColumnRef[Any]
    nullable: bool = False
    identity: bool = False
    unique: bool = False
    default: str | None = None
    generated: str | None = None
    collation: str | None = None
    comment: str | None = None
    type_name: str | None = None


@node
class ForeignKey(Node):
    """FOREIGN KEY (columns) REFERENCES table (target columns)."""

    columns: tuple[str, ...]
    target: Table
    target_columns: tuple[str, ...]
    on_delete: str | None = None
    on_update: str | None = None
    name: str | None = None


@node
class UniqueConstraint(Node):
    """UNIQUE (columns)."""

    columns: tuple[str, ...]
    name: str | None = None


@node
class CheckConstraint(Node):
    """CHECK (condition), the condition being SQL text of the programmer's own."""

    condition: str
    name: str | None = None


@node
class CreateTable(Node):
    """CREATE TABLE with everything that belongs to the table itself."""

    table: Table
    columns: tuple[ColumnDefinition, ...]
    primary_key: tuple[ColumnRef[Any], ...]
    constraints: tuple[Node, ...] = ()
    if_not_exists: bool = False
    comment: str | None = None


@node
class CreateIndex(Node):
    """CREATE INDEX on columns or expressions of a table."""

    name: str
    table: Table
    columns: tuple[Node, ...]
    unique: bool = False
    where: Expression[bool] | None = None
    if_not_exists: bool = False


@node
class CreateEnum(Node):
    """CREATE TYPE name AS ENUM (labels), where there is none of that name."""

    name: Table
    labels: tuple[str, ...]


@node
class DropEnum(Node):
    """DROP TYPE, unless a column has it."""

    name: Table


@node
class DropTable(Node):
    """DROP TABLE."""

    table: Table
    if_exists: bool = False
