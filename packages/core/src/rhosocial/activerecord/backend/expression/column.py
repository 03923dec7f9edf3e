"""Tables and their columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from .expression import Expression
from .node import Node
from .types import SQLType

T = TypeVar("T")


class Table(Node):
    """A table, or an alias of one.

    Args:
        name: The table's name in the database.
        schema: The schema it lies in; None for the connection's own.
        alias: The name it bears in this query.
        path: The relations by which a query reaches it from its own table.
        joins: The joins along that path, which the compiler adds where the query has not.
    """

    __slots__ = ("alias", "joins", "name", "path", "schema")

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

    @property
    def key(self) -> tuple[str | None, ...]:
        """What tells it from other uses of the same table in one query."""
        return (self.schema, self.name, self.alias, *self.path)

    @property
    def label(self) -> str:
        """The name by which columns refer to it."""
        return self.alias or self.name

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

    __slots__ = ("_reduce", "_token", "attribute", "name", "nullable", "table", "type")

    def __init__(
        self,
        table: Table,
        name: str,
        type: SQLType,
        attribute: str = "",
        nullable: bool = False,
        reduce: tuple[Callable[..., Any], tuple[Any, ...]] | None = None,
    ) -> None:
        self.table = table
        self.name = name
        self.type: SQLType = type  # pyright: ignore[reportIncompatibleVariableOverride]
        self.attribute = attribute or name
        self.nullable = nullable
        self._token = object()  # compares by identity, where the column itself would build a condition
        self._reduce = reduce

    def shape(self, parameters: list[Node]) -> Hashable:
        return self._token

    def of(self, table: Table) -> ColumnRef[T]:
        """Return the same column of an alias of its table."""
        return ColumnRef(table, self.name, self.type, self.attribute, self.nullable)

    def __reduce__(self) -> Any:
        """Pickle as a reference to the model's field, so that the copy is the same column."""
        return self._reduce or (
            ColumnRef,
            (self.table, self.name, self.type, self.attribute, self.nullable),
        )

    def __repr__(self) -> str:
        return f"<column {self.table.label}.{self.name}>"
