"""Enums as columns."""

from __future__ import annotations

import enum

from ..backend.expression.sql_type import SQLType, Wrapped
from ..interface.errors import InvalidValue


def enum_type(cls: type[enum.Enum], storage: SQLType) -> Wrapped:
    """Return the type of a column that keeps an enum's members by value."""

    def check(value: object) -> object:
        try:
            return cls(value)
        except ValueError:
            names = ", ".join(repr(member.value) for member in cls)
            raise InvalidValue(f"{value!r} is no {cls.__name__}: {names}") from None

    return Wrapped(storage, frozenset({cls}), lambda member: member.value, cls, check)
