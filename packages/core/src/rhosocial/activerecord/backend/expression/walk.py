"""Walking through trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .column import ColumnRef, Table
from .expression import Outer
from .function import Function, Over, RawSQL
from .node import Node
from .select import Compound, Select

_NESTED = (Select, Compound, Outer)
AGGREGATES = frozenset({"count", "sum", "avg", "min", "max"})


def tables_in(part: Any) -> Iterator[Table]:
    """Walk to the tables of all columns outside nested queries."""
    for column in columns_in(part):
        yield column.table


def columns_in(part: Any) -> Iterator[ColumnRef[Any]]:
    """Walk to all columns outside nested queries; written out, since every update and delete of a query asks."""
    if isinstance(part, tuple):
        for item in part:
            yield from columns_in(item)
    elif isinstance(part, ColumnRef):
        yield part
    elif isinstance(part, Node) and not isinstance(part, _NESTED):
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
    if isinstance(part, _NESTED):
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
    return _outermost(part, is_aggregate, lambda node: isinstance(node, (*_NESTED, Over)))


def windows_in(part: Any) -> Iterator[Over[Any]]:
    """Walk to the windows outside nested queries."""
    return _outermost(part, lambda node: isinstance(node, Over), lambda node: isinstance(node, _NESTED))


def bare_columns_in(part: Any) -> Iterator[ColumnRef[Any]]:
    """Walk to the columns that stand outside every aggregate, window and nested query."""
    return _outermost(
        part,
        lambda node: isinstance(node, ColumnRef),
        lambda node: isinstance(node, (*_NESTED, Over)) or is_aggregate(node),
    )


def _outermost(part: Any, wanted: Callable[[Any], bool], closed: Callable[[Any], bool]) -> Iterator[Any]:
    """Walk to the outermost parts that are wanted, into nothing that is closed."""
    if isinstance(part, tuple):
        for item in part:
            yield from _outermost(item, wanted, closed)
    elif wanted(part):
        yield part
    elif isinstance(part, Node) and not closed(part):
        for name in part.fields:
            yield from _outermost(getattr(part, name), wanted, closed)
