"""Function calls, aggregates, literals and raw SQL as expressions."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeVar, overload

from ...interface.errors import InvalidValue, QueryError
from .arithmetic import COMPUTED
from .expression import Expression, Order, condition, operand
from .node import Node, node, shape_of
from .sql_type import SQLType, stored
from .types import FLOAT, INTEGER, NUMERIC, Numeric, type_for

T = TypeVar("T")
PythonType = type


@node
class Function(Expression[T]):
    """A call of a function by its canonical name; a dialect may spell it otherwise."""

    name: str
    arguments: tuple[Node, ...]
    type: SQLType | None = None
    distinct: bool = False
    condition: Expression[bool] | None = None
    order: tuple[Order, ...] = ()
    within: tuple[Order, ...] = ()

    def filter(self, only: Expression[bool] | bool, /) -> Function[T]:
        """Let the aggregate see only the rows where a condition holds."""
        return Function(self.name, self.arguments, self.type, self.distinct, condition(only), self.order, self.within)

    def within_group(self, *order_by: object) -> Function[T]:
        """Give an ordered-set aggregate its rows in order: `func.percentile_cont(0.5).within_group(Book.price)`."""
        keys = tuple(map(_order, order_by))
        return Function(self.name, self.arguments, self.type, self.distinct, self.condition, self.order, keys)

    def over(
        self,
        *,
        partition_by: object = (),
        order_by: object = (),
        rows: tuple[int | None, int | None] | None = None,
    ) -> Over[T]:
        """Compute the function over the rows around each row.

        Args:
            partition_by: The rows with the same values of these columns, one or several, belong together.
            order_by: Their order: columns, `.desc()` behind those that go down.
            rows: From how many rows before (negative) to how many behind, None for all: `(None, 0)` is a running total.
        """
        together = tuple(map(_column, _listed(partition_by)))
        return Over(self, Window(together, tuple(map(_order, _listed(order_by))), _frame(rows)), self.type)

    def shape(self, parameters: list[Node]) -> Hashable:
        return (
            self.name,
            self.type,
            self.distinct,
            shape_of(self.arguments, parameters),
            shape_of(self.condition, parameters),
            shape_of(self.order, parameters),
            shape_of(self.within, parameters),
        )


@node
class Window(Node):
    """What stands behind OVER."""

    partition_by: tuple[Expression[Any], ...] = ()
    order_by: tuple[Order, ...] = ()
    frame: str = ""


@node
class Over(Expression[T]):
    """A function computed over the rows around each row."""

    function: Function[Any]
    window: Window
    type: SQLType | None = None


@node
class Case(Expression[T]):
    """CASE: the result of the first condition that holds."""

    branches: tuple[tuple[Expression[bool], Expression[Any]], ...]
    otherwise: Expression[Any] | None = None
    type: SQLType | None = None


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
class Identifier(Node):
    """A name to be quoted, in raw SQL."""

    name: str


@node
class RawSQL(Expression[T]):
    """SQL text of the programmer's own, with parameters between its pieces."""

    pieces: tuple[str, ...]
    parameters: tuple[Node, ...] = ()
    type: SQLType | None = None


def call(name: str, *arguments: object, type: PythonType | SQLType | None = None) -> Function[Any]:
    """Call a function of the database.

    Args:
        name: Its name.
        arguments: Expressions, and values that become parameters.
        type: What it returns, so that the result becomes the right Python value.

    Raises:
        QueryError: The name is no plain identifier.
    """
    if not (name.isascii() and name.isidentifier()):
        raise QueryError(f"{name!r} is no function name: letters, digits and _ only")
    result = None if type is None else type_for(type)
    return Function(name.lower(), tuple(operand(item, None) for item in arguments), result)


def count(expression: object = None, *, distinct: bool = False) -> Function[int]:
    """Count rows, or the rows where an expression is not NULL."""
    arguments: tuple[Node, ...] = (Star(),) if expression is None else (_column(expression),)
    return Function("count", arguments, INTEGER, distinct)


@overload
def sum_(expression: Expression[T], *, distinct: bool = False) -> Function[T | None]: ...
@overload
def sum_(expression: T, *, distinct: bool = False) -> Function[T | None]: ...
def sum_(expression: object, *, distinct: bool = False) -> Function[Any]:
    """Add up; NULL where there is no row."""
    column = _number("sum", expression)
    return Function("sum", (column,), column.type, distinct)


def avg(expression: object, *, distinct: bool = False) -> Function[Any]:
    """Average; a Decimal for decimals and a float for other numbers, NULL where there is no row."""
    column = _number("avg", expression)
    return Function("avg", (column,), NUMERIC if isinstance(column.type, Numeric) else FLOAT, distinct)


def _number(name: str, expression: object) -> Expression[Any]:
    """Return a column that can be added up.

    Raises:
        InvalidValue: It holds no numbers: some servers would add up something all the same.
    """
    column = _column(expression)
    kind = stored(column.type)
    if kind is not None and not isinstance(kind, COMPUTED):
        what = getattr(column, "attribute", None) or "the expression"
        raise InvalidValue(f"{name} adds up numbers, and {what} holds {kind.describe()}: .cast(…) it first")
    return column


@overload
def min_(expression: Expression[T]) -> Function[T | None]: ...
@overload
def min_(expression: T) -> Function[T | None]: ...
def min_(expression: object) -> Function[Any]:
    """The smallest value; NULL where there is no row."""
    column = _column(expression)
    return Function("min", (column,), column.type)


@overload
def max_(expression: Expression[T]) -> Function[T | None]: ...
@overload
def max_(expression: T) -> Function[T | None]: ...
def max_(expression: object) -> Function[Any]:
    """The largest value; NULL where there is no row."""
    column = _column(expression)
    return Function("max", (column,), column.type)


def case(*branches: tuple[object, object], otherwise: object = None) -> Case[Any]:
    """Take the value of the first condition that holds.

    Args:
        branches: Pairs of a condition and a value.
        otherwise: The value where none holds; NULL where it is not given.

    Examples:
        >>> case((Author.age < 18, "minor"), otherwise="adult")
    """
    if not branches:
        raise QueryError("case() takes pairs of a condition and a value")
    made = tuple((condition(when), operand(then, None)) for when, then in branches)
    last = None if otherwise is None else operand(otherwise, made[0][1].type)
    return Case(made, last, made[0][1].type)


def row_number() -> Function[int]:
    """Number the rows of a window from 1; needs `.over(…)`."""
    return Function("row_number", (), INTEGER)


def rank() -> Function[int]:
    """Rank the rows of a window, equal ones alike and a gap behind them; needs `.over(…)`."""
    return Function("rank", (), INTEGER)


def dense_rank() -> Function[int]:
    """Rank the rows of a window, equal ones alike and no gap behind them; needs `.over(…)`."""
    return Function("dense_rank", (), INTEGER)


@overload
def lag(expression: Expression[T], offset: int = 1) -> Function[T | None]: ...
@overload
def lag(expression: T, offset: int = 1) -> Function[T | None]: ...
def lag(expression: object, offset: int = 1) -> Function[Any]:
    """The value some rows before; needs `.over(…)`."""
    column = _column(expression)
    return Function("lag", (column, operand(offset, INTEGER)), column.type)


@overload
def lead(expression: Expression[T], offset: int = 1) -> Function[T | None]: ...
@overload
def lead(expression: T, offset: int = 1) -> Function[T | None]: ...
def lead(expression: object, offset: int = 1) -> Function[Any]:
    """The value some rows behind; needs `.over(…)`."""
    column = _column(expression)
    return Function("lead", (column, operand(offset, INTEGER)), column.type)


@overload
def coalesce(first: Expression[T | None], *others: T | Expression[T | None]) -> Function[T]: ...
@overload
def coalesce(first: T | None, *others: T | Expression[T | None]) -> Function[T]: ...
def coalesce(first: object, *others: object) -> Function[Any]:
    """The first value that is not NULL."""
    column = _column(first)
    return Function("coalesce", (column, *(operand(item, column.type) for item in others)), column.type)


def _column(value: object) -> Expression[Any]:
    """Accept what the database computes; checkers see a plain field as its value, so they let values pass."""
    if not isinstance(value, Expression):
        raise QueryError(f"{value!r} is no column: write Model.field, or literal(…) for a value")
    return value


def _order(value: object) -> Order:
    return value if isinstance(value, Order) else Order(_column(value))


def _listed(items: object) -> list[object]:
    """Return one or several as a list."""
    return list(items) if isinstance(items, (tuple, list)) else [items]


def _frame(rows: tuple[int | None, int | None] | None) -> str:
    if rows is None:
        return ""
    start, end = rows
    return f"ROWS BETWEEN {_bound(start, 'PRECEDING')} AND {_bound(end, 'FOLLOWING')}"


def _bound(offset: int | None, unbounded: str) -> str:
    if offset is None:
        return f"UNBOUNDED {unbounded}"
    if type(offset) is not int:
        raise QueryError(f"rows takes numbers of rows, not {offset!r}")
    return "CURRENT ROW" if offset == 0 else f"{abs(offset)} {'PRECEDING' if offset < 0 else 'FOLLOWING'}"


ANYTHING: RawSQL[int] = RawSQL(("1",), (), INTEGER)
"""The column of a SELECT of which only the existence matters."""


def literal(value: object) -> Expression[Any]:
    """Make a value an expression; it travels as a parameter."""
    return operand(value, None)


class FunctionNamespace:
    """`func.anything(…)` calls the database's function of that name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def build(*arguments: object, type: PythonType | SQLType | None = None) -> Function[Any]:
            return call(name, *arguments, type=type)

        return build


func = FunctionNamespace()
