"""Encoders that refuse what a column can't hold, where its server would cut, round or keep it all the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...interface.errors import InvalidValue
from ..compiled import Encoder
from ..expression import types as t
from .codec import encoder, quick_encoder

MAX_PLACES = 131_072
"""How many digits a decimal has at most on either side of its point, as in PostgreSQL."""


def within_64_bits(sql_type: t.Integer) -> Encoder:
    """Refuse larger integers."""

    def encode(value: object) -> object:
        number = int(sql_type.check(value))  # type: ignore[call-overload]
        if not -(2**63) <= number < 2**63:
            raise InvalidValue(f"an integer of {number.bit_length()} bits does not fit a column of 64")
        return number

    return quick_encoder(encode, int, "x", f"{-(2**63)} <= x < {2**63}")


def in_utf_8(sql_type: t.String, without: str = "", length: int | None = None) -> Encoder:
    """Refuse texts with characters that no server, or not this one, can have.

    Args:
        sql_type: The column's type.
        without: The characters that this server's text can't have.
        length: How many characters there may be at most.
    """

    def encode(value: object) -> object:
        text = str.__str__(sql_type.check(value))  # a driver may know a member of an enum by its name
        check_characters(text, without)
        if length is not None and len(text) > length:
            raise InvalidValue(f"a text of {len(text)} characters does not fit a column of {length}")
        return text

    quick = ["(x.isascii() or x.isprintable())"]  # a surrogate is neither
    quick += [f"{sign!r} not in x" for sign in without]
    quick += [] if length is None else [f"len(x) <= {length}"]
    return quick_encoder(encode, str, "x", " and ".join(quick))


def check_characters(text: str, without: str = "") -> None:
    """Raise for half a surrogate pair, which UTF-8 can't say, and for the characters that a server can't have.

    Raises:
        InvalidValue: There is one.
    """
    for sign in without:
        if sign in text:
            raise InvalidValue(f"a text with {sign!r} in it can't be kept by this server, nor be in its texts")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidValue(f"a text with {text[error.start]!a} in it, half a character, is no Unicode") from None


def no_longer(sql_type: t.String, without: str = "") -> Encoder | None:
    """Refuse longer texts, and what `in_utf_8` does; None where there is no limit."""
    return None if sql_type.length is None else in_utf_8(sql_type, without, sql_type.length)


def as_double(sql_type: t.Float, value: object) -> float:
    """Return a number as a float.

    Raises:
        InvalidValue: It is a whole number larger than any.
    """
    number: Any = sql_type.check(value)
    try:
        return float(number)
    except OverflowError:
        raise InvalidValue(f"an integer of {number.bit_length()} bits is larger than any float") from None


def as_decimal(sql_type: t.Numeric, value: object) -> Decimal:
    """Return a number as a decimal.

    Raises:
        InvalidValue: It is not finite, or writing it out would take more than `MAX_PLACES` digits: `1E+999999999`.
    """
    number = Decimal(sql_type.check(value))  # type: ignore[arg-type]
    if not number.is_finite():
        raise InvalidValue(f"{number} is no number that a decimal column can hold")
    if not -MAX_PLACES < int(number.as_tuple().exponent) <= number.adjusted() < MAX_PLACES:
        raise InvalidValue(f"a decimal of the order of 10 to the {number.adjusted()} has more digits than can be kept")
    return number


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
        number = format(as_decimal(sql_type, value), "f")
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
