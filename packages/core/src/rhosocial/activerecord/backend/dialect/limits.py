"""Encoders that refuse what a column can't hold, where its server would cut, round or keep it all the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...interface.errors import InvalidValue
from ..compiled import Encoder
from ..expression import types as t
from .codec import encoder, quick_encoder


def within_64_bits(sql_type: t.Integer) -> Encoder:
    """Refuse larger integers."""

    def encode(value: object) -> object:
        number = int(sql_type.check(value))  # type: ignore[call-overload]
        if not -(2**63) <= number < 2**63:
            raise InvalidValue(f"an integer of {number.bit_length()} bits does not fit a column of 64")
        return number

    return quick_encoder(encode, int, "x", f"{-(2**63)} <= x < {2**63}")


def no_longer(sql_type: t.String) -> Encoder | None:
    """Refuse longer texts; None where there is no limit."""
    length = sql_type.length
    if length is None:
        return None

    def encode(value: object) -> object:
        text: Any = sql_type.check(value)
        if len(text) > length:
            raise InvalidValue(f"a text of {len(text)} characters does not fit a column of {length}")
        return text

    return quick_encoder(encode, str, "x", f"len(x) <= {length}")


def no_more_digits(sql_type: t.Numeric, inner: Encoder, text: str) -> Encoder | None:
    """Refuse decimals that would be rounded, or are too large; None where there is no limit.

    Args:
        sql_type: The column's type.
        inner: Encodes what is not refused, and most of it inline.
        text: The variable that has the number as text where that is done.
    """
    precision, scale = sql_type.precision, sql_type.scale
    if scale is None:
        return None
    before = 1000 if precision is None else precision - scale

    def encode(value: object) -> object:
        number = format(Decimal(sql_type.check(value)), "f")  # type: ignore[arg-type]
        whole, _, behind = number.lstrip("-").partition(".")
        if len(behind.rstrip("0")) > scale:
            raise InvalidValue(f"{number} has more digits behind the point than the {scale} that are kept")
        if len(whole.lstrip("0")) > before:
            raise InvalidValue(f"{number} has more digits before the point than the {before} that are kept")
        return inner.function(value)

    if inner.quick is None:
        return encoder(encode)
    value, condition = inner.quick
    fits = f"len({text}) <= {before} and len({text}) - ({text}.find('.') + 1 or len({text})) <= {scale}"
    return Encoder(inner.direct, encode, (value, f"{condition} and {fits}"), inner.kind)
