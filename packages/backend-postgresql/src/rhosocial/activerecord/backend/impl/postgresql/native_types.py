"""Enums, arrays and ranges, which PostgreSQL keeps as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psycopg.types import range as driver

from rhosocial.activerecord.backend.compiled import Decoder, Encoder
from rhosocial.activerecord.backend.dialect.codec import Codec, CodecFactory, encoder
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.native import ArrayOf, Enumerated, RangeOf
from rhosocial.activerecord.backend.expression.ranges import Range
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.interface.errors import InvalidValue

# what a range is of -> its name, and the driver's class that says so
RANGES: Mapping[type[SQLType], tuple[str, type[driver.Range[Any]]]] = {
    t.Integer: ("INT8RANGE", driver.Int8Range),
    t.Numeric: ("NUMRANGE", driver.NumericRange),
    t.Date: ("DATERANGE", driver.DateRange),
    t.DateTime: ("TSRANGE", driver.TimestampRange),
    t.Instant: ("TSTZRANGE", driver.TimestamptzRange),
}


def quoted_name(name: str) -> str:
    """Quote a name."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def enumerated(sql_type: Enumerated) -> Codec:
    """The enum's own name; its labels are text."""
    name = quoted_name(sql_type.name)
    ddl = f"{quoted_name(sql_type.schema)}.{name}" if sql_type.schema else name

    def encode(value: object) -> object:
        label = str.__str__(sql_type.check(value))
        if label not in sql_type.labels:
            raise InvalidValue(f"{label!r} is none of {', '.join(map(repr, sql_type.labels))}")
        return label

    return Codec(ddl, encoder(encode), cast=f"::{ddl}")


def _applied(function: Encoder | None) -> Callable[[Any], Any]:
    """Return what encodes one value inside another."""
    if function is None:
        return lambda value: value
    return lambda value: value if value.__class__ in function.direct else function.function(value)


def _decoded(item: Codec) -> Callable[[Any], Any]:
    if item.decode is None:
        return lambda value: value
    decode = item.decode.function
    return lambda value: None if value is None else decode(value)


def array(sql_type: ArrayOf, item: Codec) -> Codec:
    """TYPE[]; a list of one dimension, in which NULLs may stand."""
    compared, stored, decode = _applied(item.encode), _applied(item.store or item.encode), _decoded(item)
    ddl = f"{item.ddl}[]"
    return Codec(
        ddl,
        encoder(lambda value: [compared(inner) for inner in sql_type.check(value)]),  # type: ignore[attr-defined]
        Decoder(lambda value: [decode(inner) for inner in value]),  # a list of its own: the row keeps the old one
        f"::{ddl}",
        encoder(lambda value: [stored(inner) for inner in sql_type.check(value)]),  # type: ignore[attr-defined]
    )


def ranged(sql_type: RangeOf, item: Codec) -> Codec:
    """INT8RANGE and its kin."""
    ddl, kind = RANGES[type(sql_type.item)]
    encode_end, decode_end = _applied(item.store or item.encode), _decoded(item)

    def encode(value: object) -> object:
        given: Any = sql_type.check(value)
        if given.is_empty:
            return kind(empty=True)
        return kind(encode_end(given.lower), encode_end(given.upper), given.bounds)

    def decode(value: driver.Range[Any]) -> object:
        if value.isempty:
            return Range[Any].empty()
        bounds: Any = value.bounds
        return Range(decode_end(value.lower), decode_end(value.upper), bounds)

    return Codec(ddl, encoder(encode), Decoder(decode))


NATIVE_TYPES: Mapping[type[SQLType], CodecFactory] = {Enumerated: enumerated, ArrayOf: array, RangeOf: ranged}
