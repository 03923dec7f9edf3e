"""SELECT: a statement is its clauses, and their order in the text is the compiler's business."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from .column import ColumnRef, Origin, Table
from .expression import Expression
from .node import Node, node
from .sql_type import SQLType
from .types import BOOLEAN


class Select(Node):
    """A SELECT.

    Args:
        clauses: Clause name to content. `with_`: CTEs; `columns`: expressions or labels; `from_`: a table or subquery;
            `joins`, `where`, `group_by`, `having`, `order_by`: tuples; `limit`, `offset`: parameters; `distinct`: True;
            `lock`: a Lock.
    """

    __slots__ = ("clauses",)

    def __init__(self, clauses: Mapping[str, Any]) -> None:
        self.clauses = clauses

    @property
    def type(self) -> SQLType | None:
        """The type of the first column, for a query used as a value."""
        columns = self.clauses.get("columns")
        return columns[0].type if columns else None

    def shape(self, parameters: list[Node]) -> Hashable:
        found: list[Hashable] = [Select]
        add = found.append
        for name, part in self.clauses.items():
            add(name)
            if part.__class__ is tuple:
                add(len(part))
                for item in part:
                    add(item.constant or item.shape(parameters))
            else:
                add((part.constant or part.shape(parameters)) if isinstance(part, Node) else part)
        return tuple(found)

    def __repr__(self) -> str:
        return f"Select({', '.join(self.clauses)})"


class Selection(Node):
    """The columns of a model, whose shape is itself."""

    __slots__ = ("columns", "constant", "origin")

    def __init__(self, columns: tuple[ColumnRef[Any], ...], origin: Origin | None = None) -> None:
        self.columns = columns
        self.constant: Any = self  # compares by identity
        self.origin = origin

    def __reduce__(self) -> Any:
        """Pickle as a reference to the model's mapping."""
        return self.origin or (Selection, (self.columns,))

    def __iter__(self) -> Iterator[ColumnRef[Any]]:
        return iter(self.columns)

    def __getitem__(self, index: int) -> ColumnRef[Any]:
        return self.columns[index]

    def shape(self, parameters: list[Node]) -> Hashable:
        return self


@node
class Join(Node):
    """A table or subquery joined to what stands before it; `kind` is inner, left, right, full or cross."""

    kind: str
    table: Any
    condition: Expression[bool] | None


@node
class FixedJoin(Join):
    """A join without values, kept and used again, whose shape is itself."""

    origin: Origin | None = None

    def shape(self, parameters: list[Node]) -> Hashable:
        return self

    def __reduce__(self) -> Any:
        """Pickle as a reference to the path that made it."""
        return self.origin or (FixedJoin, (self.kind, self.table, self.condition))


@node
class Lock(Node):
    """FOR UPDATE or FOR SHARE."""

    strength: str = "update"
    nowait: bool = False
    skip_locked: bool = False
    of: tuple[Table, ...] = ()


@node
class Exists(Expression[bool]):
    """EXISTS (…), or NOT EXISTS (…)."""

    query: Node
    negated: bool = False
    type: SQLType | None = BOOLEAN


@node
class ScalarQuery(Expression[Any]):
    """A query of one column and one row, used as a value."""

    query: Node
    type: SQLType | None = None


@node
class Derived(Node):
    """A query in FROM, under the name of a table."""

    query: Node
    table: Table


@node
class Explain(Node):
    """EXPLAIN: how the server would run a query."""

    query: Node
    analyze: bool = False


@node
class Compound(Node):
    """Two queries united, intersected or subtracted; `operator` is the SQL keyword, ALL included."""

    operator: str
    left: Node
    right: Node


@node
class CommonTable(Node):
    """A query of a WITH clause; a recursive one is a Compound whose right side reads from `name`."""

    name: str
    query: Node
    recursive: bool = False
