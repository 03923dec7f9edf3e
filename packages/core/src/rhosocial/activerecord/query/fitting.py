"""Whether what is written fits its column, and which field it is that does not."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from ..backend.expression import types as t
from ..backend.expression.expression import Expression, Parameter
from ..backend.expression.function import Case
from ..backend.expression.sql_type import SQLType, Wrapped, stored
from ..interface.errors import InvalidValue

_KINDS: tuple[tuple[str, tuple[type[SQLType], ...]], ...] = (
    ("number", (t.Integer, t.Float, t.Numeric)),
    ("text", (t.String,)),
    ("bytes", (t.Binary,)),
    ("bool", (t.Boolean,)),
    ("moment", (t.Date, t.DateTime, t.Instant)),
    ("time", (t.Time,)),
    ("timedelta", (t.Interval,)),
    ("UUID", (t.Uuid,)),
)
"""Kinds of values that servers turn into one another silently, or refuse; other types are not judged."""


def check_expression(name: str, column: Any, value: Expression[Any]) -> None:
    """Refuse to assign an expression of another kind than the column's, or one that it would cut.

    Raises:
        InvalidValue: It is.
    """
    mine, theirs = _kind(column.type), _kind(value.type)
    holds = f"{name}: the column holds {column.type.describe()}"
    if _members(column.type) is not None:
        _check_member(holds, column, value)
        return
    if theirs is None:
        return
    if mine and mine != theirs:
        raise InvalidValue(f"{holds}, and the expression is a {theirs}: .cast(…) it")
    if isinstance(stored(column.type), t.Integer) and not isinstance(stored(value.type), t.Integer):
        raise InvalidValue(f"{holds}, and the expression is no whole number: .cast(int) it")


def _check_member(holds: str, column: Any, value: Expression[Any]) -> None:
    """Refuse what is no member of an enum's column; the results of a CASE are looked at one by one."""
    if isinstance(value, Case):
        for result in (*(then for _, then in value.branches), value.otherwise):
            if result is not None:
                _check_member(holds, column, result)
    elif isinstance(value, Parameter):
        try:
            column.type.check(value.value)
        except InvalidValue as error:
            raise InvalidValue(f"{holds}, and {error}") from None
    elif (theirs := _kind(value.type)) is not None and _members(column.type) is not _members(value.type):
        raise InvalidValue(f"{holds}, and the expression is a {theirs}: give the values by case(…), or say raw(…)")


def _kind(sql_type: SQLType | None) -> str | None:
    return next((name for name, kinds in _KINDS if isinstance(stored(sql_type), kinds)), None)


def _members(sql_type: SQLType | None) -> type[enum.Enum] | None:
    """Return the enum whose members a type carries."""
    accepted = sql_type.accepts if isinstance(sql_type, Wrapped) else ()
    return next((item for item in accepted if issubclass(item, enum.Enum)), None)


def named(error: InvalidValue, model: Any, values: Mapping[str, object]) -> InvalidValue:
    """Return an error about a value with the name of the field in front; the field is found by storing once more.

    Args:
        error: What storing a value raised.
        model: The model.
        values: What was to be stored, by the fields' names.
    """
    columns, backend = model.__mapping__.columns, model.backend()
    for name, value in values.items():
        try:
            if value is not None and not isinstance(value, Expression):
                backend.check_stored(columns[name].type, value)
        except InvalidValue as found:
            if str(found) == str(error):
                return InvalidValue(f"{name}: {error}")
    return error
