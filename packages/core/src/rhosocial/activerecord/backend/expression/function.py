"""Function calls, aggregates, literals and raw SQL as expressions."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, TypeVar

from ...interface.errors import QueryError
from .expression import Expression, Order, operand
from .node import Node, node, shape_of
from .types import FLOAT, INTEGER, NUMERIC, Numeric, SQLType

T = TypeVar("T")

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@node
class Function(Expression[T]):
    """A call of a function by its canonical name; a dialect may spell it otherwise."""

    name: str
    arguments: tuple[Node, ...]
    type: SQLType | None = None
    distinct: bool = False
    condition: Expression[bool] | None = None
    order: tuple[Order, ...] = ()

    def filter(self, condition: Expression[bool]) -> Function[T]:
        """Let the aggregate see only the rows where a condition holds."""
        return Function(self.name, self.arguments, self.type, self.distinct, condition, self.order)

    def shape(self, parameters: list[Node]) -> Hashable:
        return (
            self.name,
            self.distinct,
            shape_of(self.arguments, parameters),
            shape_of(self.condition, parameters),
            shape_of(self.order, parameters),
        )


@node
class Star(Node):
    """The `*` of `count(*)`."""

    def shape(self, parameters: list[Node]) -> Hashable:
        return "*"


@node
class Label(Node):
    """An expression with a name in the result."""

    expression: Expression[Any]
    name: str

    @property
    def type(self) -> SQLType | None:
        """What the expression holds."""
        return self.expression.type


@node
class RawSQL(Expression[T]):
    """SQL text of the programmer's own, with parameters between its pieces."""

    pieces: tuple[str, ...]
    parameters: tuple[Node, ...] = ()
    type: SQLType | None = None


def call(name: str, *arguments: object, type: SQLType | None = None) -> Function[Any]:
    """Call a function of the database.

    Raises:
        QueryError: The name is no plain identifier.
    """
    if not _NAME.match(name):
        raise QueryError(f"{name!r} is no function name: letters, digits and _ only")
    return Function(name.lower(), tuple(operand(item, None) for item in arguments), type)


def count(expression: Expression[Any] | None = None, *, distinct: bool = False) -> Function[int]:
    """Count rows, or the rows where an expression is not NULL."""
    arguments: tuple[Node, ...] = (Star(),) if expression is None else (expression,)
    return Function("count", arguments, INTEGER, distinct)


def sum_(expression: Expression[T], *, distinct: bool = False) -> Function[T | None]:
    """Add up; NULL where there is no row."""
    return Function("sum", (expression,), expression.type, distinct)


def avg(expression: Expression[Any], *, distinct: bool = False) -> Function[Any]:
    """Average; a Decimal for decimals and a float for other numbers, NULL where there is no row."""
    type = NUMERIC if isinstance(expression.type, Numeric) else FLOAT
    return Function("avg", (expression,), type, distinct)


def min_(expression: Expression[T]) -> Function[T | None]:
    """The smallest value; NULL where there is no row."""
    return Function("min", (expression,), expression.type)


def max_(expression: Expression[T]) -> Function[T | None]:
    """The largest value; NULL where there is no row."""
    return Function("max", (expression,), expression.type)


def raw(sql: str, type: SQLType | None = None) -> RawSQL[Any]:
    """Put a piece of SQL into a query as it stands; never build it from a user's input."""
    return RawSQL((sql,), (), type)


def literal(value: object) -> Expression[Any]:
    """Make a value an expression; it travels as a parameter."""
    return operand(value, None)


class FunctionNamespace:
    """`func.anything(…)` calls the database's function of that name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def build(*arguments: object, type: SQLType | None = None) -> Function[Any]:
            return call(name, *arguments, type=type)

        return build


func = FunctionNamespace()
