"""Expressions: values that the database computes, built with Python's operators.

One node, `Operation`, serves every operator, predicate and function-like form; what an operator looks like and how
tightly it binds stands in the compiler's table.
"""

from __future__ import annotations

import builtins
from collections.abc import Hashable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, TypeVar, cast, final, overload

from ...interface.errors import InvalidValue, QueryError, nearest
from .converted import type_of_value
from .native import Container, RangeOf
from .node import Node, node
from .types import (
    BOOLEAN,
    FLOAT,
    INTEGER,
    INTERVAL,
    JSON_PATH,
    JSON_SCALAR,
    STRING,
    Date,
    DateTime,
    Float,
    Instant,
    Integer,
    Interval,
    Json,
    JsonScalar,
    Numeric,
    SQLType,
    stored,
    type_for,
    without_normalizing,
)

if TYPE_CHECKING:
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
        return predicate("like", self, operand(pattern, STRING))

    def ilike(self: Expression[str | None], pattern: str) -> Expression[bool]:
        """Match a pattern regardless of case."""
        return predicate("ilike", self, operand(pattern, STRING))

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
        return predicate("regex", self, operand(pattern, STRING))

    def iregex(self: Expression[str | None], pattern: str) -> Expression[bool]:
        """Match a regular expression of the server's kind, regardless of case."""
        return predicate("iregex", self, operand(pattern, STRING))

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
        return arithmetic("+", self, other)

    def __radd__(self: Expression[V], other: V) -> Expression[V]:
        if isinstance(self.type, type(STRING)):
            return Operation("concat", (operand(other, STRING), self), STRING)
        if isinstance(other, timedelta):
            return arithmetic("+", self, other)
        return arithmetic("+", operand(other, without_normalizing(self.type), self), self)

    def __sub__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        return arithmetic("-", self, other)

    def __rsub__(self: Expression[V], other: V) -> Expression[V]:
        return arithmetic("-", operand(other, without_normalizing(self.type), self), self)

    def __mul__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        return arithmetic("*", self, other)

    def __rmul__(self: Expression[V], other: V) -> Expression[V]:
        return arithmetic("*", operand(other, without_normalizing(self.type), self), self)

    def __truediv__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        return arithmetic("/", self, other)

    def __rtruediv__(self: Expression[V], other: V) -> Expression[V]:
        return arithmetic("/", operand(other, without_normalizing(self.type), self), self)

    def __mod__(self: Expression[V], other: V | int | Expression[V]) -> Expression[V]:
        return arithmetic("%", self, other)

    def __rmod__(self: Expression[V], other: V) -> Expression[V]:
        return arithmetic("%", operand(other, without_normalizing(self.type), self), self)

    def __neg__(self) -> Expression[T_co]:
        return Operation("negate", (self,), without_normalizing(self.type))

    # inside the value
    def __getitem__(self, key: str | int) -> JsonValue:
        return JsonValue.of(self, (key,))

    def extract(self, part: str) -> Expression[int]:
        """Return a part of a date or moment: year, month, day, hour, minute, second, quarter, week or weekday (ISO)."""
        parts = date_parts(self.type)
        if part not in parts:
            what = "a moment" if self.type is None else f"a column of {self.type.describe()}"
            raise QueryError(f"{part!r} is no part of {what}{nearest(part, parts)}")
        return Operation(f"extract_{part}", (self,), INTEGER)

    def trunc(self, part: str) -> Expression[T_co]:
        """Return the start of the year, quarter, month, week (Monday), day, hour, minute or second that a value is in.

        Args:
            part: The part; a date has none smaller than its day. That of an aware moment is what it is in UTC.

        Raises:
            QueryError: The value has no such part.
        """
        kind = stored(self.type)
        prefix, parts = _TRUNCATED.get(type(kind), ("", ()))
        if part not in parts:
            what = "a value of no known type" if kind is None else f"a column of {kind.describe()}"
            raise QueryError(f"{part!r} is no part of {what} that has a start{nearest(part, parts)}")
        return Operation(f"{prefix}_trunc_{part}", (self,), without_normalizing(self.type))

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


class JsonValue(Operation[Any]):
    """A value inside JSON; compared as what it is there, matched as text."""

    __slots__ = ()

    @classmethod
    def of(cls, base: Expression[Any], path: tuple[str | int, ...]) -> JsonValue:
        """Return the value at a path.

        Raises:
            QueryError: The column holds no JSON, or a key can't stand in a path.
        """
        if not isinstance(stored(base.type), Json):
            raise QueryError(f"{base!r} holds no JSON, so it has no {path[0]!r} inside")
        for key in path:
            if type(key) is not int and not (isinstance(key, str) and key and '"' not in key and "\\" not in key):
                raise QueryError(f"{key!r} can't be a key in a JSON path")
        return cls("json_get", (base, Parameter(path, JSON_PATH)), JSON_SCALAR)

    def __getitem__(self, key: str | int) -> JsonValue:
        base, path = self.operands
        return JsonValue.of(base, (*path.value, key))  # type: ignore[arg-type, attr-defined]

    @property
    def text(self) -> Expression[str]:
        """The value as text, without JSON's quotes."""
        return Operation("json_text", self.operands, STRING)

    def __lt__(self, other: object) -> Expression[bool]:
        return self._ordered("<", other)

    def __le__(self, other: object) -> Expression[bool]:
        return self._ordered("<=", other)

    def __gt__(self, other: object) -> Expression[bool]:
        return self._ordered(">", other)

    def __ge__(self, other: object) -> Expression[bool]:
        return self._ordered(">=", other)

    def between(self, low: object, high: object) -> Expression[bool]:
        return and_(self >= low, self <= high)

    def _ordered(self, operator: str, other: object) -> Expression[bool]:
        """Compare with values of the same kind: numbers with numbers, text with text; others are as NULL."""
        part = _ORDERED_IN_JSON.get(type(other))
        if part is None:
            raise InvalidValue(
                f"{other!r} has no order inside JSON: compare with a number or a text, or .cast(…) the value first"
            )
        type_ = type_of_value(other)
        return predicate(operator, Operation(part, self.operands, type_), Parameter(other, type_))

    def like(self: Any, pattern: str) -> Expression[bool]:
        return self.text.like(pattern)  # type: ignore[no-any-return]

    def ilike(self: Any, pattern: str) -> Expression[bool]:
        return self.text.ilike(pattern)  # type: ignore[no-any-return]

    def regex(self: Any, pattern: str) -> Expression[bool]:
        return self.text.regex(pattern)  # type: ignore[no-any-return]

    def iregex(self: Any, pattern: str) -> Expression[bool]:
        return self.text.iregex(pattern)  # type: ignore[no-any-return]


_ORDERED_IN_JSON = {int: "json_number", float: "json_number", str: "json_string"}

DATE_PARTS = ("year", "quarter", "month", "week", "day", "weekday", "hour", "minute", "second")


TRUNCATED = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
_TRUNCATED: dict[type[Any], tuple[str, tuple[str, ...]]] = {
    Date: ("date", TRUNCATED[:5]),
    DateTime: ("moment", TRUNCATED),
    Instant: ("instant", TRUNCATED),
}


def date_parts(type: SQLType | None) -> tuple[str, ...]:
    """Return what can be taken from a value of a type: a date has no hours, and most types have nothing."""
    kept = stored(type)
    if isinstance(kept, Date):
        return DATE_PARTS[:6]
    return DATE_PARTS if kept is None or isinstance(kept, (DateTime, Instant)) else ()


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


def predicate(operator: str, *operands: Node) -> Expression[bool]:
    """Make a condition."""
    return Operation(operator, operands, BOOLEAN)


def _beside_container(operator: str, container: Expression[Any], other: Any) -> Expression[bool]:
    """Compare an array or a range with another, or with a value that may be in it."""
    kind = container.type
    if not isinstance(kind, Container):
        raise QueryError(f"{container!r} holds no array or range, so nothing {operator.replace('_', ' ')} it")
    if isinstance(kind, RangeOf) and other.__class__ not in kind.accepts and not isinstance(other, Expression):
        other = Cast(operand(other, kind.item, container), kind.item)
    return predicate(operator, container, operand(other, kind, container))


def arithmetic(operator: str, left: Expression[T], right: object) -> Expression[T]:
    """Make a computation; it has the type of its wider side.

    Raises:
        InvalidValue: The left side is nothing to compute with.
    """
    kept = stored(left.type)
    moment = None if kept is None else _MOMENTS.get(type(kept))
    if moment is not None:
        return _moment_arithmetic(moment, operator, left, right)
    if kept is not None and not isinstance(kept, COMPUTED):
        raise InvalidValue(f"{operator} takes numbers, moments and spans, not {kept.describe()}: .cast(…) it first")
    other = operand(right, _numeric_side(left.type, right))
    result = without_normalizing(_wider(left.type, other.type))
    if operator == "/" and isinstance(result, Integer):
        operator, result = "true_divide", FLOAT
    if operator == "%" and isinstance(result, Float):
        raise InvalidValue("% takes whole numbers and decimals: servers have no remainder of floats")
    return Operation(operator, (left, other), result)


COMPUTED = (Integer, Float, Numeric, Interval)
_MOMENTS: dict[type[SQLType], str] = {Date: "date", DateTime: "moment", Instant: "moment"}


def _moment_arithmetic(moment: str, operator: str, left: Expression[Any], right: object) -> Expression[Any]:
    """Add an interval to a moment, take one away, or find the interval between two moments."""
    span = isinstance(right, timedelta) or (isinstance(right, Expression) and isinstance(right.type, Interval))
    name = {("+", True): "add", ("-", True): "subtract", ("-", False): "difference"}.get((operator, span))
    if name is None:
        raise InvalidValue(f"{operator} of a moment takes a timedelta; - also takes another moment")
    kind = without_normalizing(left.type)
    other = operand(right, INTERVAL if span else kind)
    return Operation(f"{moment}_{name}", (left, other), kind if span else INTERVAL)


def _numeric_side(type: SQLType | None, value: object) -> SQLType | None:
    """Let `integer_column * 1.5` take the value's own type."""
    if type is None or isinstance(value, Node):
        return type
    return type if value.__class__ in type.accepts else type_of_value(value)


_WIDTH: tuple[type[SQLType], ...] = (Integer, Numeric, Float)


def _wider(left: SQLType | None, right: SQLType | None) -> SQLType | None:
    ranks = [_WIDTH.index(type(side)) if type(side) in _WIDTH else -1 for side in (left, right)]
    return right if ranks[1] > ranks[0] >= 0 else left


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
    listed = ValueList(_padded(present), type, len(present))
    matches = predicate("in", expression, listed) if present else predicate("false")
    return matches if len(present) == len(items) else or_(matches, predicate("is_null", expression))


def padded_length(length: int) -> int:
    """Return how long a list of so many values is sent: a power of two, or halfway to it for the very long."""
    whole = 1 << (length - 1).bit_length()
    halfway = whole // 4 * 3
    return halfway if whole > 1024 and length <= halfway else whole


def longest_list(parameters: int) -> int:
    """Return the length of the longest list that a statement of so many parameters can carry, a few to spare."""
    half = 1 << (parameters - 1).bit_length() - 1
    between = half // 2 * 3
    return between if half >= 1024 and between < parameters else half


def _padded(items: list[object]) -> tuple[object, ...]:
    """Repeat the last value up to the next power of two, from 8 on."""
    length = len(items)
    if length > 8:
        items = items + [items[-1]] * (padded_length(length) - length)
    return tuple(items)


def outer(expression: T) -> T:
    """In a query inside another, name a column of the one around: `Book.author_id == outer(Author.id)`.

    Needed only where both read from the same table.
    """
    if not isinstance(expression, Expression):
        raise QueryError(f"outer() takes a column, not {expression!r}")
    return Outer(expression, expression.type)  # type: ignore[return-value]


def escape_like(text: str) -> str:
    r"""Escape `%`, `_` and `\` so that they match themselves.

    Raises:
        InvalidValue: It is no text.
    """
    if not isinstance(text, str):
        raise InvalidValue(f"{text!r} ({type(text).__name__}) is no text to look for")
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
