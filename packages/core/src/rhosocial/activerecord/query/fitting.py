"""Whether what is written fits its column, and which field it is that does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..backend.expression import types as t
from ..backend.expression.expression import Expression
from ..backend.expression.sql_type import SQLType, Wrapped
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
    """Refuse to assign an expression of another kind than the column's.

    Raises:
        InvalidValue: It is.
    """
    mine, theirs = _kind(column.type), _kind(value.type)
    if mine and theirs and mine != theirs:
        holds = column.type.describe()
        raise InvalidValue(f"{name}: the column holds {holds}, and the expression is a {theirs}: .cast(…) it")


def _kind(sql_type: SQLType | None) -> str | None:
    inner = sql_type.storage if isinstance(sql_type, Wrapped) else sql_type
    return next((name for name, kinds in _KINDS if isinstance(inner, kinds)), None)


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
