"""How a dialect stores one type: its name in CREATE TABLE, and the way in and out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...interface.errors import InvalidValue
from ..compiled import Decoder, Encoder
from ..expression.types import SQLType, Wrapped

NOTHING = frozenset({type(None)})


@dataclass(frozen=True)
class Codec:
    """One row of a dialect's table of types.

    What `encode` makes of a value, `decode` must turn back into an equal one: a saved record remembers its row in the
    driver's form.

    Attributes:
        ddl: The type in CREATE TABLE.
        encode: Where values enter; None where the driver takes any value of the column.
        decode: Where values come out; None where the driver's are right.
        cast: What follows the placeholder, such as `::jsonb`.
        store: Where values enter a column, if that is stricter than comparing with them: it refuses what the server
            would round or cut.
    """

    ddl: str
    encode: Encoder | None = None
    decode: Decoder | None = None
    cast: str = ""
    store: Encoder | None = None


CodecFactory = Callable[[Any], Codec]


def encoder(function: Callable[[Any], object], *direct: type) -> Encoder:
    """Make an encoder; values of the `direct` types, and None, pass as they are."""
    return Encoder(NOTHING | frozenset(direct), function)


def checked(sql_type: SQLType, *direct: type) -> Encoder:
    """Make an encoder that takes the type's own values as they are and checks all others."""
    return encoder(sql_type.check, *(direct or sql_type.accepts))


_encode_json = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode


def dump_json(value: object) -> str:
    """Write JSON, refusing what JSON can't say.

    Raises:
        InvalidValue: NaN, an infinity, or a type that JSON does not know.
    """
    try:
        return _encode_json(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidValue(f"a value can't be written as JSON: {error}") from error


def wrap(outer: Wrapped, inner: Codec) -> Codec:
    """Return the codec of a Python type kept as another column type."""
    store = None if inner.store is None else _wrapped_encoder(outer, inner.store)
    return Codec(inner.ddl, _wrapped_encoder(outer, inner.encode), Decoder(_loading(outer, inner)), inner.cast, store)


def _wrapped_encoder(outer: Wrapped, inner: Encoder | None) -> Encoder:
    def encode(value: object) -> object:
        if value.__class__ not in outer.accepts:
            value = outer.check(value)
        stored = outer.dump(value)
        if inner is None or stored.__class__ in inner.direct:
            return stored
        return inner.function(stored)

    return Encoder(NOTHING, encode)


def _loading(outer: Wrapped, inner: Codec) -> Callable[[Any], Any]:
    if inner.decode is None:
        return outer.load
    decode, load = inner.decode.function, outer.load
    return lambda value: load(decode(value))


@dataclass
class CodecTable:
    """Codecs by column type, made once for each type object."""

    factories: dict[type[SQLType], CodecFactory]
    made: dict[SQLType, Codec] = field(default_factory=dict)

    def __getitem__(self, sql_type: SQLType) -> Codec:
        codec = self.made.get(sql_type)
        if codec is None:
            codec = self.made[sql_type] = self._make(sql_type)
        return codec

    def _make(self, sql_type: SQLType) -> Codec:
        if isinstance(sql_type, Wrapped):
            return wrap(sql_type, self[sql_type.storage])
        for kind in type(sql_type).__mro__:
            if kind in self.factories:
                return self.factories[kind](sql_type)
        raise LookupError(f"no codec for {sql_type!r}")
