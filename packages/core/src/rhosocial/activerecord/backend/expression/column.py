"""Tables and their columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from .expression import Expression
from .node import Node
from .sql_type import SQLType

T = TypeVar("T")
Origin = tuple[Callable[..., Any], tuple[Any, ...]]
"""How pickle makes an object again: a function and its arguments."""


class Table(Node):
    """A table, or an alias of one.

    Args:
        name: The table's name in the database.
        schema: The schema it lies in; None for the connection's own.
        alias: The name it bears in this query.
        path: The relations by which a query reaches it from its own table.
        joins: The joins along that path, which the compiler adds where the query has not.

    Attributes:
        key: What tells it from other uses of the same table in one query.
    """

    __slots__ = ("alias", "constant", "joins", "key", "name", "origin", "path", "schema")

    def __init__(
        self,
        name: str,
        schema: str | None = None,
        alias: str | None = None,
        path: tuple[str, ...] = (),
        joins: tuple[Node, ...] = (),
    ) -> None:
        self.name = name
        self.schema = schema
        self.alias = alias
        self.path = path
        self.joins = joins
        self.origin: Origin | None = None
        self.key: tuple[str | None, ...] = (schema, name, alias, *path)
        self.constant: Any = self.key

    def __reduce__(self) -> Any:
        """Pickle as a reference to the path that made it, where one did."""
        return self.origin or (Table, (self.name, self.schema, self.alias))

    @property
    def label(self) -> str:
        """The name by which columns refer to it."""
        return self.name if self.alias is None else self.alias

    def shape(self, parameters: list[Node]) -> Hashable:
        return self.key

    def __repr__(self) -> str:
        return f"Table({self.label!r})"


class ColumnRef(Expression[T]):
    """A column of a table, as an expression.

    Attributes:
        table: Where it lies.
        name: Its name in the database.
        attribute: The name of the model's field.
        type: What it holds.
    """

    __slots__ = ("_reduce", "attribute", "constant", "name", "nullable", "table", "type")

    def __init__(
        self,
        table: Table,
        name: str,
        type: SQLType,
        attribute: str = "",
        nullable: bool = False,
        reduce: Origin | None = None,
    ) -> None:
        self.table = table
        self.name = name
        self.type: SQLType = type  # pyright: ignore[reportIncompatibleVariableOverride]
        self.attribute = attribute or name
        self.nullable = nullable
        self.constant: Any = object()  # compares by identity, where the column itself would build a condition
        self._reduce = reduce

    def shape(self, parameters: list[Node]) -> Hashable:
        return cast(Hashable, self.constant)

    def of(self, table: Table) -> ColumnRef[T]:
        """Return the same column of an alias of its table."""
        return column_under(table, self.name, self.type, self.attribute, self.nullable)

    def __reduce__(self) -> Any:
        """Pickle as a reference to the model's field, so that the copy is the same column."""
        return self._reduce or (column_under, (self.table, self.name, self.type, self.attribute, self.nullable))

    def __repr__(self) -> str:
        return f"<column {self.table.label}.{self.name}>"


class JoinedColumn(ColumnRef[T]):
    """A column of a table whose joins were made for it, as they may hold values: its shape has theirs.

    Args:
        column: The same column of the table without joins.
        table: The table.
        reduce: How pickle makes it.
    """

    __slots__ = ("_column",)

    def __init__(self, column: ColumnRef[T], table: Table, reduce: Origin) -> None:
        super().__init__(table, column.name, column.type, column.attribute, column.nullable, reduce)
        self._column = column
        self.constant = None

    def shape(self, parameters: list[Node]) -> Hashable:
        return self._column.constant, *[join.shape(parameters) for join in self.table.joins]


def column_under(table: Table, name: str, type: Any, attribute: str = "", nullable: bool = False) -> ColumnRef[Any]:
    """Return a column of an alias or of a common table; made anew for each query, it has the same shape each time."""
    made: ColumnRef[Any] = ColumnRef(table, name, type, attribute, nullable)
    if not table.joins:
        made.constant = (table.key, name, made.attribute, type)
    return made
