"""A statement ready to run: its tree, its shape and its values."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from ...interface.errors import QueryError
from .expression import Parameter, ValueList
from .node import Node
from .sql_type import SQLType


class Statement:
    """A tree with the key under which its compiled text is kept.

    Args:
        node: The tree.
        shape: What the text depends on; None to derive it, with the values, from the tree.
        values: The parameters' values in the order of the walk.
        comment: An SQL comment to send behind the text; not part of the shape.
    """

    __slots__ = ("comment", "node", "shape", "values")

    def __init__(self, node: Node, shape: Hashable = None, values: Sequence[object] = (), comment: str = "") -> None:
        self.node = node
        self.comment = comment
        if shape is None:
            parameters: list[Node] = []
            try:
                self.shape = node.shape(parameters)
            except RecursionError:
                raise too_deep() from None
            self.values: Sequence[object] = values_of(parameters)
        else:
            self.shape = shape
            self.values = values

    def with_values(self, values: Sequence[object]) -> Statement:
        """Return the same statement for other values."""
        return Statement(self.node, self.shape, values)


def too_deep() -> QueryError:
    """Return the error for a tree that Python's own stack does not hold."""
    return QueryError("the query is nested too deeply: put its conditions side by side, or its values into a list")


def values_of(parameters: list[Node]) -> list[object]:
    """Return the values that the collected nodes hold."""
    values: list[object] = []
    for item in parameters:
        if isinstance(item, Parameter):
            values.append(item.value)
        elif isinstance(item, ValueList):
            values.extend(item.items)
    return values


def placeholder(type: SQLType | None) -> Parameter[object]:
    """Return a parameter whose value comes with `Statement.with_values`."""
    return Parameter(None, type)
