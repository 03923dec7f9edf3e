"""How PostgreSQL stores each type; psycopg's own Python objects serve wherever they are exact."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic_core import from_json

from rhosocial.activerecord.backend.compiled import Decoder, Encoder
from rhosocial.activerecord.backend.dialect.codec import Codec, CodecFactory, checked, dump_json, encoder, quick_encoder
from rhosocial.activerecord.backend.dialect.limits import MAX_PLACES, as_decimal, in_utf_8, no_longer, within_64_bits
from rhosocial.activerecord.backend.dialect.plainer import in_utc
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.interface.errors import InvalidValue

from .native_types import NATIVE_TYPES

MAX_SCALE = 16383
"""How many digits behind the point a numeric keeps at most; further ones are rounded away without a word."""

NUL = "\0"
"""The one character that no text here can have."""

EXPONENT_FROM = 1e16
"""From here on a float is written with an exponent."""


def integer(sql_type: t.Integer) -> Codec:
    """BIGINT; a larger number is refused, since comparing a column with one can use no index."""
    return Codec("BIGINT", within_64_bits(sql_type))


def real(sql_type: t.Float) -> Codec:
    """DOUBLE PRECISION, NaN and the infinities included."""

    def encode(value: object) -> object:
        number: Any = sql_type.check(value)
        try:
            stored = float(number)
        except OverflowError:
            stored = math.inf
        if stored != number and not math.isnan(stored):
            raise InvalidValue(f"an integer of {number.bit_length()} bits has no exact float")
        return stored

    return Codec("DOUBLE PRECISION", encoder(encode, float))


def boolean(sql_type: t.Boolean) -> Codec:
    """BOOLEAN."""
    return Codec("BOOLEAN", checked(sql_type, bool))


def string(sql_type: t.String) -> Codec:
    """TEXT, or VARCHAR(n), which would drop spaces beyond its length without a word; neither holds a NUL."""
    ddl = "TEXT" if sql_type.length is None else f"VARCHAR({sql_type.length})"
    return Codec(ddl, in_utf_8(sql_type, NUL), store=no_longer(sql_type, NUL))


def binary(sql_type: t.Binary) -> Codec:
    """BYTEA."""
    return Codec("BYTEA", checked(sql_type, bytes))


def numeric(sql_type: t.Numeric) -> Codec:
    """NUMERIC, of any precision; with a scale, which would round what is longer."""
    precision, scale = sql_type.precision or 1000, sql_type.scale
    compared = _decimal_encoder(sql_type, MAX_SCALE)
    if scale is None:
        return Codec("NUMERIC", compared)
    return Codec(f"NUMERIC({precision}, {scale})", compared, store=_decimal_encoder(sql_type, scale, precision - scale))


def _decimal_encoder(sql_type: t.Numeric, scale: int, whole: int = MAX_PLACES) -> Encoder:
    def encode(value: object) -> object:
        number = as_decimal(sql_type, value)
        if _digits_beyond(number, scale):
            raise InvalidValue(f"{number} has more digits behind the point than the {scale} that are kept")
        if number and number.adjusted() >= whole:
            raise InvalidValue(f"{number} has more digits before the point than the {whole} that are kept")
        return number

    return encoder(encode)


def _digits_beyond(number: Decimal, scale: int) -> bool:
    """Tell whether rounding to a scale would change a number."""
    _, digits, exponent = number.as_tuple()
    beyond = -int(exponent) - scale
    return beyond > 0 and any(digits[-beyond:])


def date(sql_type: t.Date) -> Codec:
    """DATE."""
    return Codec("DATE", checked(sql_type, dt.date))


def time(sql_type: t.Time) -> Codec:
    """TIME."""
    return Codec("TIME", quick_encoder(sql_type.check, dt.time, "x", "x.tzinfo is None"))


def datetime(sql_type: t.DateTime) -> Codec:
    """TIMESTAMP, without a zone."""
    return Codec("TIMESTAMP", quick_encoder(sql_type.check, dt.datetime, "x", "x.tzinfo is None"))


def instant(sql_type: t.Instant) -> Codec:
    """TIMESTAMPTZ; goes and comes in UTC."""

    def encode(value: object) -> object:
        return in_utc(sql_type.check(value))

    return Codec("TIMESTAMPTZ", encoder(encode))


def interval(sql_type: t.Interval) -> Codec:
    """INTERVAL, of days and microseconds."""
    return Codec("INTERVAL", checked(sql_type, dt.timedelta))


def uuid(sql_type: t.Uuid) -> Codec:
    """UUID."""
    return Codec("UUID", checked(sql_type))


def json(sql_type: t.Json | t.JsonScalar) -> Codec:
    """JSONB, as text both ways; a part of it is compared as what it is there."""
    return Codec("JSONB", encoder(encode_json), Decoder(from_json), "::jsonb")


def encode_json(value: object) -> str:
    """Write JSON whose numbers JSONB keeps.

    JSONB keeps decimals and gives them back without an exponent, so that 1e23 would come back as another number: it is
    written as the integer that the float stands for.
    """
    text = dump_json(value)
    if re.search(r"(?<!\\)(\\\\)*\\u0000", text):
        raise InvalidValue(f"a text with {NUL!r} in it can't be kept by this server, nor inside JSON")
    return dump_json(_without_exponents(value)) if "e+" in text else text


def _without_exponents(value: Any) -> Any:
    if isinstance(value, float) and abs(value) >= EXPONENT_FROM:
        return int(value)
    if isinstance(value, dict):
        return {key: _without_exponents(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_exponents(item) for item in value]
    return value


def json_path(sql_type: t.JsonPath) -> Codec:
    """TEXT[], as `#>` takes it."""

    def encode(path: Any) -> object:
        return [str(key) for key in path]

    return Codec("TEXT[]", encoder(encode), cast="::text[]")


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
    t.Instant: instant,
    t.Interval: interval,
    t.Uuid: uuid,
    t.Json: json,
    t.JsonScalar: json,
    t.JsonPath: json_path,
    **NATIVE_TYPES,
}
