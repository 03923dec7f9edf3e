"""How PostgreSQL stores each type; psycopg's own Python objects serve wherever they are exact."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic_core import from_json

from rhosocial.activerecord.backend.compiled import Decoder, Encoder
from rhosocial.activerecord.backend.dialect.codec import Codec, CodecFactory, checked, dump_json, encoder, quick_encoder
from rhosocial.activerecord.backend.dialect.limits import within_64_bits
from rhosocial.activerecord.backend.dialect.plainer import in_utc
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.interface.errors import InvalidValue

from .native_types import NATIVE_TYPES

MAX_SCALE = 16383
"""How many digits behind the point a numeric keeps at most; further ones are rounded away without a word."""

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
    """TEXT, or VARCHAR(n), which would drop spaces beyond its length without a word."""

    def encode(value: object) -> str:
        text: Any = sql_type.check(value)
        return str.__str__(text)  # psycopg knows a member of an enum by its name

    length = sql_type.length
    if length is None:
        return Codec("TEXT", encoder(encode, str))

    def store(value: object) -> object:
        text = encode(value)
        if len(text) > length:
            raise InvalidValue(f"a text of {len(text)} characters does not fit a column of {length}")
        return text

    return Codec(
        f"VARCHAR({length})", encoder(encode, str), store=quick_encoder(store, str, "x", f"len(x) <= {length}")
    )


def binary(sql_type: t.Binary) -> Codec:
    """BYTEA."""
    return Codec("BYTEA", checked(sql_type, bytes))


def numeric(sql_type: t.Numeric) -> Codec:
    """NUMERIC, of any precision; with a scale, which would round what is longer."""
    precision, scale = sql_type.precision or 1000, sql_type.scale
    compared = _decimal_encoder(sql_type, MAX_SCALE)
    if scale is None:
        return Codec("NUMERIC", compared)
    return Codec(f"NUMERIC({precision}, {scale})", compared, store=_decimal_encoder(sql_type, scale))


def _decimal_encoder(sql_type: t.Numeric, scale: int) -> Encoder:
    def encode(value: object) -> object:
        number = Decimal(sql_type.check(value))  # type: ignore[arg-type]
        if not number.is_finite():
            raise InvalidValue(f"{number} is no number that a decimal column can hold")
        if _digits_beyond(number, scale):
            raise InvalidValue(f"{number} has more digits behind the point than the {scale} that are kept")
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
