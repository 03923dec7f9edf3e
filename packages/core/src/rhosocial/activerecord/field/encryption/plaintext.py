"""Values as the bytes that are encrypted, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from ...backend.expression.sql_type import SQLType, Wrapped
from ...backend.expression.types import Binary, Json, String
from ...interface.errors import InvalidValue


class Coder(NamedTuple):
    """The way of values into bytes, and back."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]


def coder_of(sql_type: SQLType, annotation: Any) -> Coder:
    """Return how a type's values become bytes: text as UTF-8, bytes as they are, anything else as JSON."""
    if isinstance(sql_type, Wrapped):
        inner, dump, load = coder_of(sql_type.storage, annotation), sql_type.dump, sql_type.load
        return Coder(lambda value: inner.encode(dump(value)), lambda data: load(inner.decode(data)))
    if isinstance(sql_type, String):
        return Coder(_text, bytes.decode)
    if isinstance(sql_type, Binary):
        return Coder(bytes, bytes)
    if isinstance(sql_type, Json):
        return _exact(to_json, from_json)
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    return _exact(adapter.dump_json, adapter.validate_json)


def _text(value: str) -> bytes:
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise InvalidValue("a text with lone surrogates can't be encrypted: UTF-8 can't say it") from None


def _exact(dump: Callable[[Any], bytes], load: Callable[[bytes], Any]) -> Coder:
    def encode(value: Any) -> bytes:
        try:
            data = dump(value)
            same = load(data) == value
        except ValueError:
            same, data = False, b""
        if not same:
            raise InvalidValue(f"a {type(value).__name__} can't be encrypted: it would not come back as it is")
        return data

    return Coder(encode, load)
