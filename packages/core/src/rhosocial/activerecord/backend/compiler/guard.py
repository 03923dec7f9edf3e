"""What a query may ask of values that the server can't read."""

from __future__ import annotations

from typing import Any

from ...interface.errors import QueryError
from ..expression.expression import Operation, Parameter
from ..expression.node import Node, node
from ..expression.sql_type import SQLType
from ..expression.types import BOOLEAN


@node
class Alternatives(Node):
    """A value in each form that the column may hold it in."""

    parameter: Parameter[Any]


AMONG = {"=": "in", "<>": "not_in"}


def admitted(operation: Operation[Any]) -> Operation[Any]:
    """Return an operation as it is to be compiled.

    Raises:
        QueryError: An operand holds what the server can't read, and the operation would have to.
    """
    for operand in operation.operands:
        kind: SQLType | None = getattr(operand, "type", None)
        if kind is not None and kind.permitted is not None:
            return _guarded(operation, kind)
    return operation


def _guarded(operation: Operation[Any], kind: SQLType) -> Operation[Any]:
    first, *others = operation.operands
    is_known = all(not isinstance(other, Operation) and not hasattr(other, "table") for other in others)
    if operation.operator not in (kind.permitted or ()) or not is_known:
        raise unreadable(first, kind, operation.operator.replace("_", " "))
    if operation.operator in AMONG and len(kind.alternatives) > 1 and isinstance(others[0], Parameter):
        return Operation(AMONG[operation.operator], (first, Alternatives(others[0])), BOOLEAN)
    return operation


def refuse_unreadable(operand: Node, what: str) -> None:
    """Raise if an operand holds what the server can't read.

    Raises:
        QueryError: It does.
    """
    kind: SQLType | None = getattr(operand, "type", None)
    if kind is not None and kind.permitted is not None:
        raise unreadable(operand, kind, what)


def unreadable(operand: Node, kind: SQLType, what: str) -> QueryError:
    """Return the error for a question that the server can't answer."""
    name = getattr(operand, "attribute", None) or "a column"
    able = " and equality with a value" if "=" in (kind.permitted or ()) else ""
    return QueryError(
        f"{name} holds {kind.describe()}, which the server can't read: no {what} there, but IS NULL{able}; "
        "load the records and look in Python"
    )
