"""How DuckDB stores each type; the driver's own Python objects serve wherever they are exact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal

from pydantic_core import from_json

from rhosocial.activerecord.backend.compiled import Decoder
from rhosocial.activerecord.backend.dialect.codec import Codec, CodecFactory, dump_json, encoder
from rhosocial.activerecord.backend.dialect.limits import as_decimal, as_double, in_utf_8, no_longer, within_64_bits
from rhosocial.activerecord.backend.dialect.plainer import microseconds, moment_in_utc
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.interface.errors import InvalidValue

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
        return as_decimal(sql_type, value)

    def store(value: object) -> Decimal:
        number = encode(value)
        _, figures, exponent = number.normalize(EXACT).as_tuple()
        if int(exponent) < -scale or len(figures) + int(exponent) > digits - scale:
            raise InvalidValue(f"{number} does not fit DECIMAL({digits}, {scale}) exactly")
        return number

    return Codec(f"DECIMAL({digits}, {scale})", encoder(encode), store=encoder(store))


TYPES: Mapping[type[SQLType], CodecFactory] = {
    t.Integer: lambda sql_type: Codec("BIGINT", within_64_bits(sql_type)),
    t.Float: lambda sql_type: Codec("DOUBLE", encoder(lambda value: as_double(sql_type, value))),
    t.Boolean: plain("BOOLEAN"),
    t.String: lambda sql_type: Codec("VARCHAR", in_utf_8(sql_type), store=no_longer(sql_type)),
    t.Binary: plain("BLOB"),
    t.Numeric: numeric,
    t.Date: plain("DATE"),
    t.Time: plain("TIME"),
    t.DateTime: plain("TIMESTAMP"),
    t.Instant: moment_in_utc("TIMESTAMP"),  # the driver needs another package to read TIMESTAMPTZ
    t.Interval: microseconds("BIGINT"),  # to INTERVAL a month and 30 days are the same
    t.Uuid: plain("UUID"),
    t.Json: lambda sql_type: Codec("JSON", encoder(dump_json), Decoder(from_json), "::JSON"),
}
