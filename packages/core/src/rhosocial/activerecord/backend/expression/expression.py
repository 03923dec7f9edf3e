"""Expressions: values that the database computes, built with Python's operators.

One node, `Operation`, serves every operator, predicate and function-like form; what an operator looks like and how
tightly it binds stands in the compiler's table.
"""

from __future__ import annotations

import builtins
from collections.abc import Hashable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, TypeVar, cast, final, overload

from ...interface.errors import InvalidValue, QueryError
from ...interface.errors.database import redact
from .converted import type_of_value
from .native import Container
from .node import Node, node
from .padding import padded
from .patterns import escape_like
from .sql_type import SQLType, without_normalizing
from .texts import check_text
from .types import BOOLEAN, STRING, JsonScalar, type_for

if TYPE_CHECKING:
    from .json_value import JsonValue
    from .ranges import Range

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")
S = TypeVar("S")


@final
class NotComparable:
    """What checkers see in `==` between types that differ: no query takes it. At run time there is none."""


class Selectable(Protocol):
    """A query, of which a condition takes the column."""

    def as_column(self) -> Node: ...


class Expression(Node, Generic[T_co]):
    """Something with a value of Python type `T` once the database has computed it."""

    __slots__ = ()
    type: SQLType | None

    __hash__ = object.__hash__

    # comparison; the checkers hold the second overloads for unreachable, and take them when the types differ
    @overload  # type: ignore[override]
    def __eq__(self: Expression[V | None], other: V | Expression[V | None] | None) -> Expression[bool]: ...
    @overload
    def __eq__(self, other: object) -> NotComparable: ...  # type: ignore[overload-cannot-match]
    def __eq__(self, other: object) -> Expression[bool] | NotComparable:  # pyright: ignore[reportIncompatibleMethodOverride]
        if other is None:
            return predicate("is_null", self)
        return Operation("=", (self, operand(other, self.type, self)), BOOLEAN)

    @overload  # type: ignore[override]
    def __ne__(self: Expression[V | None], other: V | Expression[V | None] | None) -> Expression[bool]: ...
    @overload
    def __ne__(self, other: object) -> NotComparable: ...  # type: ignore[overload-cannot-match]
    def __ne__(self, other: object) -> Expression[bool] | NotComparable:  # pyright: ignore[reportIncompatibleMethodOverride]
        if other is None:
            return predicate("is_not_null", self)
        return Operation("<>", (self, operand(other, self.type, self)), BOOLEAN)

    def __lt__(self: Expression[V | None], other: V | Expression[V | None]) -> Expression[bool]:
        return Operation("<", (self, operand(other, self.type, self)), BOOLEAN)

    def __le__(self: Expression[V | None], other: V | Expression[V | None]) -> Expression[bool]:
        return Operation("<=", (self, operand(other, self.type, self)), BOOLEAN)

    def __gt__(self: Expression[V | None], other: V | Expression[V | None]) -> Expression[bool]:
        return Operation(">", (self, operand(other, self.type, self)), BOOLEAN)

    def __ge__(self: Expression[V | None], other: V | Expression[V | None]) -> Expression[bool]:
        return Operation(">=", (self, operand(other, self.type, self)), BOOLEAN)

    def is_(self: Expression[V | None], other: V | Expression[V | None] | None) -> Expression[bool]:
        """Compare so that NULL equals NULL; the opposite of `is_distinct_from`."""
        if other is None:
            return predicate("is_null", self)
        return predicate("is_not_distinct", self, operand(other, self.type, self))

    def is_distinct_from(self: Expression[V | None], other: V | Expression[V | None] | None) -> Expression[bool]:
        """Compare so that NULL differs from every value and equals NULL."""
        if other is None:
            return predicate("is_not_null", self)
        return predicate("is_distinct", self, operand(other, self.type, self))

    def is_null(self) -> Expression[bool]:
        """Hold where there is no value."""
        return predicate("is_null", self)

    def is_not_null(self) -> Expression[bool]:
        """Hold where there is a value."""
        return predicate("is_not_null", self)

    def between(
        self: Expression[V | None], low: V | Expression[V | None], high: V | Expression[V | None]
    ) -> Expression[bool]:
        """Hold from `low` to `high`, both included."""
        return predicate("between", self, operand(low, self.type, self), operand(high, self.type, self))

    def in_(self: Expression[V | None], values: Iterable[V | None] | Selectable) -> Expression[bool]:
        """Hold where the value is one of `values`, or a row of a query; None among them matches NULL."""
        query = as_node(values)
        if query is not None:
            return predicate("in_query", self, query)
        return _membership(self, cast("Iterable[object]", values))

    def not_in(self: Expression[V | None], values: Iterable[V | None] | Selectable) -> Expression[bool]:
        """Hold where the value is none of `values`; NULL is left out unless None is not among them and you say so."""
        query = as_node(values)
        if query is not None:
            return predicate("not_in_query", self, query)
        return not_(_membership(self, cast("Iterable[object]", values)))

    # text
    def like(self: Expression[str | None], pattern: str) -> Expression[bool]:
        r"""Match a pattern of yours: `%` any text, `_` one character, `\` escapes; case counts."""
        return _matched("like", self, pattern)

    def ilike(self: Expression[str | None], pattern: str) -> Expression[bool]:
        """Match a pattern regardless of case."""
        return _matched("ilike", self, pattern)

    @overload
    def contains(self: Expression[str | None], text: str) -> Expression[bool]: ...
    @overload
    def contains(self: Expression[list[V] | None], text: list[V]) -> Expression[bool]: ...
    @overload
    def contains(self: Expression[Range[V] | None], text: V | Range[V]) -> Expression[bool]: ...
    def contains(self: Expression[Any], text: Any) -> Expression[bool]:
        """Hold where `text` occurs; `%` and `_` in it mean themselves. In an array: all of a list; in a range: a value,
        or all of another range."""
        if isinstance(self.type, Container):
            return _beside_container("contains", self, text)
        return self.like(f"%{escape_like(text)}%")

    def contained_by(self: Expression[V | None], other: V | Expression[V]) -> Expression[bool]:
        """Hold where all of an array, or of a range, is in another."""
        return _beside_container("contained_by", self, other)

    def overlaps(self: Expression[V | None], other: V | Expression[V]) -> Expression[bool]:
        """Hold where an array, or a range, has something in common with another."""
        return _beside_container("overlaps", self, other)

    def startswith(self: Expression[str | None], text: str) -> Expression[bool]:
        """Hold where the value starts with `text`."""
        return self.like(f"{escape_like(text)}%")

    def endswith(self: Expression[str | None], text: str) -> Expression[bool]:
        """Hold where the value ends with `text`."""
        return self.like(f"%{escape_like(text)}")

    def icontains(self: Expression[str | None], text: str) -> Expression[bool]:
        """Hold where `text` occurs, regardless of case."""
        return self.ilike(f"%{escape_like(text)}%")

    def istartswith(self: Expression[str | None], text: str) -> Expression[bool]:
        """Hold where the value starts with `text`, regardless of case."""
        return self.ilike(f"{escape_like(text)}%")

    def iendswith(self: Expression[str | None], text: str) -> Expression[bool]:
        """Hold where the value ends with `text`, regardless of case."""
        return self.ilike(f"%{escape_like(text)}")

    def regex(self: Expression[str | None], pattern: str) -> Expression[bool]:
        """Match a regular expression of the server's kind, anywhere in the text."""
        return _matched("regex", self, pattern)

    def iregex(self: Expression[str | None], pattern: str) -> Expression[bool]:
        """Match a regular expression of the server's kind, regardless of case."""
        return _matched("iregex", self, pattern)

    # logic
    def __and__(self, other: Expression[bool] | bool) -> Expression[bool]:
        return and_(self, condition(other))

    def __or__(self, other: Expression[bool] | bool) -> Expression[bool]:
        return or_(self, condition(other))

    def __rand__(self, other: bool) -> Expression[bool]:
        return and_(condition(other), self)

    def __ror__(self, other: bool) -> Expression[bool]:
        return or_(condition(other), self)

    def __invert__(self) -> Expression[bool]:
        return not_(self)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a condition has no truth value in Python: write & | ~ for and, or, not (in parentheses), "
            ".in_(…) for `in`, .between(a, b) for a chained comparison"
        )

    def __contains__(self, item: object) -> NoReturn:
        raise TypeError("`in` can't build a condition: write column.contains(text) or column.in_(values)")

    def __iter__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} can't be iterated; a query is: Model.query()")

    # arithmetic
    def __add__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        if isinstance(self.type, type(STRING)):
            return Operation("concat", (self, operand(other, STRING)), STRING)
        return _arithmetic("+", self, other)

    def __radd__(self: Expression[V], other: V) -> Expression[V]:
        if isinstance(self.type, type(STRING)):
            return Operation("concat", (operand(other, STRING), self), STRING)
        if isinstance(other, timedelta):
            return _arithmetic("+", self, other)
        return _arithmetic("+", operand(other, without_normalizing(self.type), self), self)

    def __sub__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        return _arithmetic("-", self, other)

    def __rsub__(self: Expression[V], other: V) -> Expression[V]:
        return _arithmetic("-", operand(other, without_normalizing(self.type), self), self)

    def __mul__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        return _arithmetic("*", self, other)

    def __rmul__(self: Expression[V], other: V) -> Expression[V]:
        return _arithmetic("*", operand(other, without_normalizing(self.type), self), self)

    def __truediv__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        return _arithmetic("/", self, other)

    def __rtruediv__(self: Expression[V], other: V) -> Expression[V]:
        return _arithmetic("/", operand(other, without_normalizing(self.type), self), self)

    def __mod__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        return _arithmetic("%", self, other)

    def __rmod__(self: Expression[V], other: V) -> Expression[V]:
        return _arithmetic("%", operand(other, without_normalizing(self.type), self), self)

    def __neg__(self) -> Expression[T_co]:
        return Operation("negate", (self,), without_normalizing(self.type))

    # inside the value
    def __getitem__(self, key: str | int) -> JsonValue:
        from .json_value import JsonValue  # which builds on this module

        return JsonValue.of(self, (key,))

    def extract(self, part: str) -> Expression[int]:
        """Return a part of a date or moment: year, month, day, hour, minute, second, quarter, week or weekday (ISO)."""
        from .moments import extracted  # which builds on this module

        return extracted(self, part)

    def trunc(self, part: str) -> Expression[T_co]:
        """Return the start of the year, quarter, month, week (Monday), day, hour, minute or second that a value is in.

        Args:
            part: The part; a date has none smaller than its day. That of an aware moment is what it is in UTC.

        Raises:
            QueryError: The value has no such part.
        """
        from .moments import truncated  # which builds on this module

        return truncated(self, part)

    def cast(self, to: builtins.type[S] | SQLType) -> Expression[S]:
        """Have the database convert the value to a type: int, float, str, Decimal…, or a column type.

        Raises:
            InvalidValue: Servers don't agree on what that would be, or know no such cast.
        """
        from .casting import converted  # which builds on this module

        return converted(self, type_for(to))

    # ordering
    def asc(self) -> Order:
        """Order by this, smallest first."""
        return Order(self)

    def desc(self) -> Order:
        """Order by this, largest first."""
        return Order(self, descending=True)


@node
class Parameter(Expression[T_co]):
    """A value; it reaches the database beside the SQL, never in it."""

    value: object
    type: SQLType | None

    def shape(self, parameters: list[Node]) -> Hashable:
        parameters.append(self)
        return self.type

    def __repr__(self) -> str:
        return f"Parameter({redact(self.value)})"


@node
class Operation(Expression[T_co]):
    """An operator, predicate or function-like form applied to operands."""

    operator: str
    operands: tuple[Node, ...]
    type: SQLType | None = None

    def shape(self, parameters: list[Node]) -> Hashable:
        if len(self.operands) != 2:
            return (self.operator, *[item.shape(parameters) for item in self.operands])
        left, right = self.operands  # most compare a column with a value: neither needs a call
        first = left.shape(parameters) if left.constant is None else left.constant
        if right.__class__ is Parameter:
            parameters.append(right)
            return self.operator, first, right.type
        return self.operator, first, right.shape(parameters)


@node
class Cast(Expression[T_co]):
    """A value converted by the database."""

    expression: Expression[Any]
    type: SQLType | None


@node
class Outer(Expression[T_co]):
    """An expression of the query around the one it stands in."""

    expression: Expression[Any]
    type: SQLType | None = None


@node
class Order(Node):
    """One key of an ORDER BY."""

    expression: Expression[Any]
    descending: bool = False
    nulls: str | None = None

    def shape(self, parameters: list[Node]) -> Hashable:
        return Order, self.expression.shape(parameters), self.descending, self.nulls

    def nulls_first(self) -> Order:
        """Put NULLs first, on every server."""
        return Order(self.expression, self.descending, "first")

    def nulls_last(self) -> Order:
        """Put NULLs last, on every server."""
        return Order(self.expression, self.descending, "last")

    def reversed(self) -> Order:
        """Turn the direction round, NULLs included."""
        nulls = {None: None, "first": "last", "last": "first"}[self.nulls]
        return Order(self.expression, not self.descending, nulls)


@node
class ValueList(Node):
    """The parenthesized values of an IN; long lists are padded so that few shapes serve all lengths."""

    items: tuple[object, ...]
    type: SQLType | None
    given: int
    """How many of the items were given; the rest repeats the last."""

    def shape(self, parameters: list[Node]) -> Hashable:
        parameters.append(self)
        return (len(self.items), self.type)

    def __repr__(self) -> str:
        return f"ValueList({', '.join(map(redact, self.items[: self.given]))})"


def predicate(operator: str, *operands: Node) -> Expression[bool]:
    """Make a condition."""
    return Operation(operator, operands, BOOLEAN)


def _matched(operator: str, text: Expression[Any], pattern: object) -> Expression[bool]:
    check_text(text)
    return predicate(operator, text, operand(pattern, STRING))


def _beside_container(operator: str, container: Expression[Any], other: Any) -> Expression[bool]:
    from .containers import beside_container  # which builds on this module

    return beside_container(operator, container, other)


def _arithmetic(operator: str, left: Expression[T], right: object) -> Expression[T]:
    from .arithmetic import arithmetic  # which builds on this module

    return arithmetic(operator, left, right)


def as_node(value: object) -> Node | None:
    """Return a query of one column as a node; None for anything that is no query."""
    if isinstance(value, Node):
        return value
    convert = getattr(value, "as_column", None)
    node: Node | None = None if convert is None else convert()
    return node


def operand(value: object, type: SQLType | None, beside: Expression[Any] | None = None) -> Expression[Any]:
    """Make a value an operand: an expression stays, anything else becomes a parameter of that type.

    Args:
        value: The value.
        type: The type of the other operand, which it must fit; None to go by the value.
        beside: The other operand, for the error.

    Raises:
        InvalidValue: The value's type does not fit.
    """
    if isinstance(value, Expression):
        return _comparable(value, type)
    if type is None:
        type = type_of_value(value)
    elif value.__class__ not in type.accepts:
        value = _checked(value, type, beside)
    return Parameter(value, type)


def _comparable(value: Any, type: SQLType | None) -> Expression[Any]:
    """Return an expression as an operand.

    Raises:
        InvalidValue: One side is inside JSON and the other is not, which servers compare each in its own way, or not.
    """
    sides = {isinstance(side, JsonScalar) for side in (type, value.type) if side is not None}
    if len(sides) > 1:
        raise InvalidValue(f"what is inside JSON is compared with a value, not with {value!r}: .cast(…) it first")
    return value  # type: ignore[no-any-return]


def _checked(value: object, type: SQLType, beside: Expression[Any] | None) -> object:
    try:
        return type.check(value)
    except InvalidValue as error:
        name = getattr(beside, "attribute", None)
        raise InvalidValue(f"{name}: {error}" if name else str(error)) from None


def condition(value: object) -> Expression[bool]:
    """Accept a condition, and say what is wrong with anything else.

    Raises:
        TypeError: A bool or something else that Python computed.
    """
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool):
        raise TypeError(
            f"{value} is no condition: Python compared the values itself. Write Model.field == value, "
            "with & | ~ for and, or, not"
        )
    raise TypeError(f"{value!r} is no condition; write Model.field == value, or a keyword such as field__gt=value")


def and_(*conditions: Expression[Any]) -> Expression[bool]:
    """Hold where all conditions hold."""
    return conditions[0] if len(conditions) == 1 else Operation("and", _flat("and", conditions), BOOLEAN)


def or_(*conditions: Expression[Any]) -> Expression[bool]:
    """Hold where any condition holds."""
    return conditions[0] if len(conditions) == 1 else Operation("or", _flat("or", conditions), BOOLEAN)


def not_(expression: Expression[Any] | bool) -> Expression[bool]:
    """Hold where a condition is false; where it is NULL, the result is NULL as in SQL."""
    operand = condition(expression)
    if isinstance(operand, Operation) and operand.operator in _COMPLEMENTS:
        return Operation(_COMPLEMENTS[operand.operator], operand.operands, BOOLEAN)
    return predicate("not", operand)


# operator -> the one that is true, false and NULL exactly where its negation is
_PAIRS = {
    "=": "<>",
    "in": "not_in",
    "in_query": "not_in_query",
    "like": "not_like",
    "between": "not_between",
    "is_null": "is_not_null",
    "is_distinct": "is_not_distinct",
    "true": "false",
}
_COMPLEMENTS = _PAIRS | {opposite: operator for operator, opposite in _PAIRS.items()}


def _flat(operator: str, conditions: Iterable[Expression[Any]]) -> tuple[Node, ...]:
    parts: list[Node] = []
    for item in conditions:
        nested = isinstance(item, Operation) and item.operator == operator
        parts.extend(item.operands if nested else (item,))  # type: ignore[attr-defined]
    return tuple(parts)


def _membership(expression: Expression[Any], values: Iterable[object]) -> Expression[bool]:
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        name = getattr(expression, "attribute", None)
        raise InvalidValue(f"{f'{name}: ' if name else ''}in takes a list of values, not {values!r}")
    type = expression.type
    items = list(values)
    present = [operand(item, type, expression).value for item in items if item is not None]  # type: ignore[attr-defined]
    listed = ValueList(padded(present), type, len(present))
    matches = predicate("in", expression, listed) if present else predicate("false")
    return matches if len(present) == len(items) else or_(matches, predicate("is_null", expression))


def outer(expression: T) -> T:
    """In a query inside another, name a column of the one around: `Book.author_id == outer(Author.id)`.

    Needed only where both read from the same table.
    """
    if not isinstance(expression, Expression):
        raise QueryError(f"outer() takes a column, not {expression!r}")
    return Outer(expression, expression.type)  # type: ignore[return-value]
