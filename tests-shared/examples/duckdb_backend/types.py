"""How DuckDB stores each type; the driver's own Python objects serve wherever they are exact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from pydantic_core import from_json

from rhosocial.activerecord.backend.compiled import Decoder
from rhosocial.activerecord.backend.dialect.codec import Codec, CodecFactory, dump_json, encoder
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.interface.errors import InvalidValue

MICROSECOND = dt.timedelta(microseconds=1)
MAX_DIGITS, DEFAULT_SCALE = 38, 15
EXACT = Context(prec=1000)


def plain(ddl: str) -> CodecFactory:
    """A type whose values, once checked, the driver takes and gives back as they are."""
    return lambda sql_type: Codec(ddl, encoder(sql_type.check))


def numeric(sql_type: t.Numeric) -> Codec:
    """DECIMAL; it would round what has more digits, so that is refused."""
    digits = sql_type.precision or MAX_DIGITS
    scale = DEFAULT_SCALE if sql_type.scale is None else sql_type.scale

    def encode(value: object) -> Decimal:
        number = Decimal(sql_type.check(value))  # type: ignore[arg-type]
        if not number.is_finite():
            raise InvalidValue(f"{number} is no number that a decimal column can hold")
        return number

    def store(value: object) -> Decimal:
        number = encode(value)
        _, figures, exponent = number.normalize(EXACT).as_tuple()
        if int(exponent) < -scale or len(figures) + int(exponent) > digits - scale:
            raise InvalidValue(f"{number} does not fit DECIMAL({digits}, {scale}) exactly")
        return number

    return Codec(f"DECIMAL({digits}, {scale})", encoder(encode), store=encoder(store))


def instant(sql_type: t.Instant) -> Codec:
    """TIMESTAMP in UTC; the driver needs another package to read TIMESTAMPTZ."""

    def encode(value: object) -> object:
        moment: Any = sql_type.check(value)
        return moment.astimezone(dt.timezone.utc).replace(tzinfo=None)

    return Codec("TIMESTAMP", encoder(encode), Decoder(lambda value: value.replace(tzinfo=dt.timezone.utc)))


def interval(sql_type: t.Interval) -> Codec:
    """BIGINT, microseconds; to INTERVAL a month and 30 days are the same."""

    def encode(value: object) -> object:
        return sql_type.check(value) // MICROSECOND  # type: ignore[operator]

    return Codec("BIGINT", encoder(encode), Decoder(lambda value: dt.timedelta(microseconds=value)))


TYPES: Mapping[type[t.SQLType], CodecFactory] = {
    t.Integer: plain("BIGINT"),
    t.Float: plain("DOUBLE"),
    t.Boolean: plain("BOOLEAN"),
    t.String: plain("VARCHAR"),
    t.Binary: plain("BLOB"),
    t.Numeric: numeric,
    t.Date: plain("DATE"),
    t.Time: plain("TIME"),
    t.DateTime: plain("TIMESTAMP"),
    t.Instant: instant,
    t.Interval: interval,
    t.Uuid: plain("UUID"),
    t.Json: lambda sql_type: Codec("JSON", encoder(dump_json), Decoder(from_json), "::JSON"),
}
