"""How SQLite stores each type."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal

from pydantic_core import from_json

from ....interface.errors import InvalidValue
from ...compiled import Decoder
from ...dialect.codec import Codec, CodecFactory, checked, dump_json, encoder, quick_encoder
from ...dialect.limits import as_decimal, as_double, in_utf_8, no_longer, no_more_digits, within_64_bits
from ...dialect.plainer import in_utc, json_path_text, microseconds, uuid_text
from ...expression import types as t
from ...expression.sql_type import SQLType
from .functions import canonical_json


def integer(sql_type: t.Integer) -> Codec:
    """INTEGER, 64 bits."""
    return Codec("INTEGER", within_64_bits(sql_type))


def real(sql_type: t.Float) -> Codec:
    """REAL; SQLite would store NaN as NULL."""

    def encode(value: object) -> object:
        number = as_double(sql_type, value)
        if math.isnan(number):
            raise InvalidValue("SQLite keeps no NaN: it would become NULL")
        return number

    return Codec("REAL", quick_encoder(encode, float, "x", "x == x"))


def boolean(sql_type: t.Boolean) -> Codec:
    """BOOLEAN, which is an integer to SQLite."""
    return Codec("BOOLEAN", checked(sql_type, bool), Decoder(bool, "{} != 0"))


def string(sql_type: t.String) -> Codec:
    """TEXT, or VARCHAR(n), whose length SQLite does not enforce."""
    ddl = "TEXT" if sql_type.length is None else f"VARCHAR({sql_type.length})"
    return Codec(ddl, in_utf_8(sql_type), store=no_longer(sql_type))


def binary(sql_type: t.Binary) -> Codec:
    """BLOB."""
    return Codec("BLOB", checked(sql_type, bytes))


def numeric(sql_type: t.Numeric) -> Codec:
    """Text in plain notation under the `decimal` collation: exact at any length, ordered and compared as numbers."""

    def encode(value: object) -> object:
        return format(as_decimal(sql_type, value), "f")

    # quicker than format, and the same where str needs no exponent
    plain = "x.is_finite() and 'E' not in (s := str(x)) and 'e' not in s"
    quick = quick_encoder(encode, Decimal, "s", plain)
    store = no_more_digits(sql_type, quick, "s")
    return Codec("TEXT COLLATE decimal", quick, Decoder(Decimal), store=store)


def date(sql_type: t.Date) -> Codec:
    """TEXT, `2026-11-23`."""

    def encode(value: object) -> object:
        return sql_type.check(value).isoformat()  # type: ignore[attr-defined]

    return Codec("DATE", quick_encoder(encode, dt.date, "x.isoformat()"), Decoder(dt.date.fromisoformat))


def time(sql_type: t.Time) -> Codec:
    """TEXT, `08:15:00.000000`."""

    def encode(value: object) -> object:
        return sql_type.check(value).isoformat("microseconds")  # type: ignore[attr-defined]

    return Codec("TIME", encoder(encode), Decoder(dt.time.fromisoformat))


def datetime(sql_type: t.DateTime) -> Codec:
    """TEXT, `2026-11-23 08:15:00.000000`: sorts as it should, and SQLite's date functions read it."""

    def encode(value: object) -> object:
        return sql_type.check(value).isoformat(" ", "microseconds")  # type: ignore[attr-defined]

    quick = quick_encoder(encode, dt.datetime, "x.isoformat(' ', 'microseconds')", "x.tzinfo is None")
    return Codec("DATETIME", quick, Decoder(dt.datetime.fromisoformat))


def instant(sql_type: t.Instant) -> Codec:
    """TEXT in UTC, `2026-11-23 08:15:00.000000+00:00`."""

    def encode(value: object) -> object:
        return in_utc(sql_type.check(value)).isoformat(" ", "microseconds")

    return Codec("TIMESTAMP", encoder(encode), Decoder(dt.datetime.fromisoformat))


def json_text(sql_type: t.Json) -> Codec:
    """TEXT; a type called JSON alone would turn a document that is one number into that number, and round it."""
    return Codec("JSON TEXT", encoder(dump_json), Decoder(from_json))


def json_scalar(sql_type: t.JsonScalar) -> Codec:
    """What json_value gives: text and numbers as such, the rest as bytes of JSON."""

    text, whole = in_utf_8(t.STRING), within_64_bits(t.INTEGER)

    def encode(value: object) -> object:
        if isinstance(value, str):
            return text.function(value)
        if type(value) is int:
            return whole.function(value)
        return canonical_json(from_json(dump_json(value)))

    return Codec("JSON", encoder(encode, float))


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
    t.Interval: microseconds("INTEGER"),
    t.Uuid: uuid_text("CHAR(36)"),
    t.Json: json_text,
    t.JsonScalar: json_scalar,
    t.JsonPath: json_path_text("TEXT"),
}
