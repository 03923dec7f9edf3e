"""How a dialect stores one type: its name in CREATE TABLE, and the way in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import from_json, to_json

from ...interface.errors import InvalidValue, UnsupportedFeatureError
from ...interface.slotted import slotted
from ..compiled import Decoder, Encoder
from ..expression.native import Container
from ..expression.sql_type import SQLType, Wrapped

NOTHING = frozenset({type(None)})


@slotted
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


CodecFactory = Callable[..., Codec]
"""Makes the codec of a type; for a type that contains others, from the codec of these too."""


def encoder(function: Callable[[Any], object], *direct: type) -> Encoder:
    """Make an encoder; values of the `direct` types, and None, pass as they are."""
    return Encoder(NOTHING | frozenset(direct), function)


def quick_encoder(function: Callable[[Any], object], kind: type, value: str, condition: str = "") -> Encoder:
    """Make an encoder whose common case is inlined.

    Args:
        function: Encodes every value, or raises.
        kind: The exact type of the common case.
        value: What becomes of such a value, as an expression of `x`.
        condition: A further condition on `x`.
    """
    return Encoder(NOTHING, function, (value, condition), kind)


def checked(sql_type: SQLType, *direct: type) -> Encoder:
    """Make an encoder that takes the type's own values as they are and checks all others."""
    return encoder(sql_type.check, *(direct or sql_type.accepts))


def dump_json(value: object) -> str:
    """Write JSON that reads back as the same value.

    Raises:
        InvalidValue: It would not: NaN, an infinity, a tuple, a key that is no text, or a type that JSON does not know.
    """
    try:
        text = to_json(value, inf_nan_mode="null")
        same = from_json(text) == value
    except (ValueError, RecursionError) as error:
        raise InvalidValue(f"a value can't be written as JSON: {error}") from error
    if not same:
        raise InvalidValue(f"{value!r} would read back from JSON as {from_json(text)!r}")
    return text.decode()


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


class CodecTable:
    """Codecs by column type, made once for each type object."""

    def __init__(self, factories: dict[type[SQLType], CodecFactory]) -> None:
        self.factories = factories
        self.made: dict[SQLType, Codec] = {}

    def __getitem__(self, sql_type: SQLType) -> Codec:
        codec = self.made.get(sql_type)
        if codec is None:
            codec = self.made[sql_type] = self._make(sql_type.plain or sql_type)
        return codec

    def _make(self, sql_type: SQLType) -> Codec:
        if isinstance(sql_type, Wrapped):
            return wrap(sql_type, self[sql_type.storage])
        inside = (self[sql_type.item],) if isinstance(sql_type, Container) else ()
        for kind in type(sql_type).__mro__:
            if kind in self.factories:
                return self.factories[kind](sql_type, *inside)
        if sql_type.feature:
            raise UnsupportedFeatureError(f"this server has no {sql_type.feature}: {sql_type.instead}")
        raise LookupError(f"no codec for {sql_type!r}")
