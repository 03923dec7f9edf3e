"""INSERT, UPDATE and DELETE."""

from __future__ import annotations

from typing import Any

from .column import ColumnRef, Table
from .expression import Expression
from .node import Node, node


@node
class OnConflict(Node):
    """What an INSERT does where a unique key is taken.

    `target` names the key's columns; `assignments` is empty where the row is left as it is.
    """

    target: tuple[ColumnRef[Any], ...]
    assignments: tuple[tuple[ColumnRef[Any], Node], ...] = ()


@node
class Excluded(Expression[Any]):
    """The value that a conflicting INSERT proposed for a column."""

    column: ColumnRef[Any]

    @property
    def type(self) -> Any:  # type: ignore[override]
        """What the column holds."""
        return self.column.type


@node
class Insert(Node):
    """INSERT of one or more rows, each with an expression per column."""

    table: Table
    columns: tuple[ColumnRef[Any], ...]
    rows: tuple[tuple[Node, ...], ...]
    conflict: OnConflict | None = None
    returning: tuple[ColumnRef[Any], ...] = ()


@node
class Update(Node):
    """UPDATE of the rows that meet all conditions."""

    table: Table
    assignments: tuple[tuple[ColumnRef[Any], Node], ...]
    where: tuple[Expression[bool], ...] = ()
    returning: tuple[ColumnRef[Any], ...] = ()
    with_: tuple[Node, ...] = ()


@node
class Delete(Node):
    """DELETE of the rows that meet all conditions."""

    table: Table
    where: tuple[Expression[bool], ...] = ()
    returning: tuple[ColumnRef[Any], ...] = ()
    with_: tuple[Node, ...] = ()
