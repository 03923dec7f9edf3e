"""Walking through trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .column import ColumnRef, Table
from .expression import Outer
from .function import Function, Over, RawSQL
from .node import Node
from .select import Compound, Select

AGGREGATES = frozenset({"count", "sum", "avg", "min", "max"})


def tables_in(part: Any) -> Iterator[Table]:
    """Walk to the tables of all columns outside nested queries."""
    for column in columns_in(part):
        yield column.table


def columns_in(part: Any) -> Iterator[ColumnRef[Any]]:
    """Walk to all columns outside nested queries."""
    if isinstance(part, tuple):
        for item in part:
            yield from columns_in(item)
    elif isinstance(part, ColumnRef):
        yield part
    elif isinstance(part, Node) and not isinstance(part, (Select, Compound, Outer)):
        for name in part.fields:
            yield from columns_in(getattr(part, name))


def is_of(part: Any, table: Table, nested: bool = True) -> bool:
    """Tell whether all columns outside nested queries are a table's; SQL of the user's own may name any.

    Args:
        part: The tree.
        table: The table.
        nested: Whether there may be nested queries.
    """
    if isinstance(part, tuple):
        return all(is_of(item, table, nested) for item in part)
    if isinstance(part, ColumnRef):
        return part.table.key == table.key
    if isinstance(part, (Select, Compound, Outer)):
        return nested
    if not isinstance(part, Node):
        return True
    return not isinstance(part, RawSQL) and all(is_of(getattr(part, name), table, nested) for name in part.fields)


def moved(part: Any, column: Callable[[str], ColumnRef[Any]]) -> Any:
    """Return a tree without nested queries with its columns replaced, by the names of their fields."""
    if isinstance(part, tuple):
        return tuple(moved(item, column) for item in part)
    if isinstance(part, ColumnRef):
        return column(part.attribute)
    if not isinstance(part, Node) or not part.fields:
        return part
    return type(part)(*(moved(getattr(part, name), column) for name in part.fields))


def is_aggregate(part: Any) -> bool:
    """Tell whether a node is the call of an aggregate that every server knows."""
    return isinstance(part, Function) and part.name in AGGREGATES and len(part.arguments) == 1


def aggregates_in(part: Any) -> Iterator[Function[Any]]:
    """Walk to the aggregates outside nested queries and windows."""
    if isinstance(part, tuple):
        for item in part:
            yield from aggregates_in(item)
    elif is_aggregate(part):
        yield part
    elif isinstance(part, Node) and not isinstance(part, (Select, Compound, Outer, Over)):
        for name in part.fields:
            yield from aggregates_in(getattr(part, name))


def windows_in(part: Any) -> Iterator[Over[Any]]:
    """Walk to the windows outside nested queries."""
    if isinstance(part, tuple):
        for item in part:
            yield from windows_in(item)
    elif isinstance(part, Over):
        yield part
    elif isinstance(part, Node) and not isinstance(part, (Select, Compound, Outer)):
        for name in part.fields:
            yield from windows_in(getattr(part, name))


def bare_columns_in(part: Any) -> Iterator[ColumnRef[Any]]:
    """Walk to the columns that stand outside every aggregate, window and nested query."""
    if isinstance(part, tuple):
        for item in part:
            yield from bare_columns_in(item)
    elif isinstance(part, ColumnRef):
        yield part
    elif isinstance(part, Node) and not is_aggregate(part) and not isinstance(part, (Select, Compound, Outer, Over)):
        for name in part.fields:
            yield from bare_columns_in(getattr(part, name))
