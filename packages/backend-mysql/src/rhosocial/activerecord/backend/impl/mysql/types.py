"""How MySQL and MariaDB store each type.

A codec's `cast` is here the text around the placeholder, with `{}` for it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rhosocial.activerecord.backend.compiled import Decoder, Encoder
from rhosocial.activerecord.backend.dialect.codec import Codec, CodecFactory, checked, encoder
from rhosocial.activerecord.backend.dialect.limits import as_decimal, as_double, in_utf_8, no_longer, within_64_bits
from rhosocial.activerecord.backend.dialect.plainer import json_path_text, microseconds, moment_in_utc, uuid_text
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.interface.errors import InvalidValue

from .json_types import json_native, json_scalar, json_text

MIDNIGHT = dt.datetime.min
MAX_DIGITS, MAX_SCALE = 65, 30
MAX_VARCHAR, MAX_VARBINARY = 16_383, 65_535


def integer(sql_type: t.Integer) -> Codec:
    """BIGINT, 64 bits."""
    return Codec("BIGINT", within_64_bits(sql_type))


def real(sql_type: t.Float) -> Codec:
    """DOUBLE, which has neither NaN nor infinities; a number written with a point would be a decimal."""

    def encode(value: object) -> object:
        number = as_double(sql_type, value)
        if not math.isfinite(number):
            raise InvalidValue(f"{number} can't be kept in a DOUBLE: MySQL and MariaDB know finite numbers only")
        return number

    return Codec("DOUBLE", encoder(encode), cast="CAST({} AS DOUBLE)")


def boolean(sql_type: t.Boolean) -> Codec:
    """BOOLEAN, which is TINYINT(1)."""
    return Codec("BOOLEAN", checked(sql_type, bool), Decoder(bool, "{} != 0"))


def string(sql_type: t.String) -> Codec:
    """VARCHAR(n), which would drop spaces beyond its length without a word, or LONGTEXT where no length is given."""
    length = sql_type.length
    if length is None or length > MAX_VARCHAR:
        return Codec("LONGTEXT", in_utf_8(sql_type))
    return Codec(f"VARCHAR({length})", in_utf_8(sql_type), store=no_longer(sql_type))


def binary(sql_type: t.Binary) -> Codec:
    """VARBINARY(n), or LONGBLOB where no length is given."""
    fits = sql_type.length is not None and sql_type.length <= MAX_VARBINARY
    return Codec(f"VARBINARY({sql_type.length})" if fits else "LONGBLOB", checked(sql_type, bytes))


def digits(sql_type: t.Numeric) -> tuple[int, int]:
    """Return how many digits a column has before and behind the point; where one is open, as many as there can be."""
    if sql_type.precision is None:
        scale = MAX_SCALE if sql_type.scale is None else sql_type.scale
        return MAX_DIGITS - scale, scale
    if sql_type.scale is None:
        scale = min(sql_type.precision, MAX_SCALE)
        return min(sql_type.precision, MAX_DIGITS - scale), scale
    return sql_type.precision - sql_type.scale, sql_type.scale


def numeric(sql_type: t.Numeric) -> Codec:
    """DECIMAL; sent as text and cast, for the driver writes small and large ones as floating-point numbers."""
    whole, scale = digits(sql_type)
    widest = min(MAX_SCALE, MAX_DIGITS - whole)
    return Codec(
        f"DECIMAL({whole + scale},{scale})",
        _decimal_encoder(sql_type, MAX_DIGITS - widest, widest),
        Decoder(_without_padding if sql_type.scale is None else Decimal),
        f"CAST({{}} AS DECIMAL({MAX_DIGITS},{widest}))",
        _decimal_encoder(sql_type, whole, scale),
    )


def _without_padding(value: Any) -> Decimal:
    """Drop the zeros with which the server fills a scale that nobody asked for; `normalize` would round."""
    text = format(Decimal(value), "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _decimal_encoder(sql_type: t.Numeric, whole: int, scale: int) -> Encoder:
    """Make an encoder that refuses decimals of too many digits, which the server would round."""

    def encode(value: object) -> object:
        number = as_decimal(sql_type, value)
        text = format(number, "f")
        before, _, behind = text.lstrip("-").partition(".")
        if len(before.lstrip("0")) > whole or len(behind.rstrip("0")) > scale:
            raise InvalidValue(f"{number} has more than {whole} digits before the point or {scale} behind it")
        return text

    return encoder(encode)


def date(sql_type: t.Date) -> Codec:
    """DATE; sent as text, for the driver writes year 1 as a year of this century."""

    def encode(value: object) -> object:
        return sql_type.check(value).isoformat()  # type: ignore[attr-defined]

    def decode(value: Any) -> object:
        return dt.date.fromisoformat(value) if value.__class__ is str else value

    return Codec("DATE", encoder(encode), Decoder(decode))


def time(sql_type: t.Time) -> Codec:
    """TIME(6), which the driver gives as a timedelta."""

    def encode(value: object) -> object:
        return dt.datetime.combine(MIDNIGHT, sql_type.check(value)) - MIDNIGHT  # type: ignore[arg-type]

    return Codec("TIME(6)", encoder(encode), Decoder(lambda value: (MIDNIGHT + value).time()))


def datetime(sql_type: t.DateTime) -> Codec:
    """DATETIME(6)."""
    return Codec("DATETIME(6)", checked(sql_type))


TYPES: Mapping[type[SQLType], CodecFactory] = {
    t.Integer: integer,
    t.Float: real,
    t.Boolean: boolean,
    t.String: string,
    t.Binary: binary,
    t.Numeric: numeric,
    t.Date: date,
    t.Time: time,
    t.DateTime: datetime,
    t.Instant: moment_in_utc("DATETIME(6)"),  # a TIMESTAMP would end in 2038
    t.Interval: microseconds("BIGINT"),  # a TIME ends at 838 hours
    t.Uuid: uuid_text("CHAR(36) CHARACTER SET ascii COLLATE ascii_bin"),
    t.Json: json_text,
    t.JsonScalar: json_scalar,
    t.JsonPath: json_path_text("LONGTEXT"),
}
NATIVE_JSON: Mapping[type[SQLType], CodecFactory] = {t.Json: json_native, t.JsonScalar: json_native}

# how CAST calls a type, which is often otherwise than CREATE TABLE does
CAST_TYPES: Mapping[type[SQLType], str] = {
    t.Integer: "SIGNED",
    t.Float: "DOUBLE",
    t.Boolean: "SIGNED",
    t.String: "CHAR",
    t.Binary: "BINARY",
    t.Date: "DATE",
    t.Time: "TIME(6)",
    t.DateTime: "DATETIME(6)",
    t.Instant: "DATETIME(6)",
    t.Interval: "SIGNED",
    t.Uuid: "CHAR(36)",
}
