"""How MySQL and MariaDB store JSON, and what is compared with a value inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic_core import from_json

from rhosocial.activerecord.backend.compiled import Decoder
from rhosocial.activerecord.backend.dialect.codec import Codec, dump_json, encoder
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.interface.errors import InvalidValue

JSON_INTEGERS = range(-(2**63), 2**64)


def dump_native_json(value: object) -> str:
    """Write JSON for a server that reads it, refusing whole numbers that would become floating-point ones there.

    Raises:
        InvalidValue: A number of more than 64 bits, or what JSON can't say.
    """
    text = dump_json(value)
    if re.search(r"\d{19}", text) and (number := next(_too_large(value), None)) is not None:
        raise InvalidValue(f"{number} in JSON has more than 64 bits and would be rounded: keep it as text")
    return text


def _too_large(value: object) -> Iterator[object]:
    """Walk to the whole numbers that MySQL's JSON can't hold."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _too_large(item)
    elif isinstance(value, int) and value not in JSON_INTEGERS:
        yield value


def json_text(sql_type: t.Json) -> Codec:
    """JSON, which is checked text on MariaDB."""
    return Codec("JSON", encoder(dump_json), Decoder(from_json))


def json_native(sql_type: t.Json | t.JsonScalar) -> Codec:
    """JSON that the server understands and compares as such."""
    return Codec("JSON", encoder(dump_native_json), Decoder(from_json), "CAST({} AS JSON)")


def json_scalar(sql_type: t.JsonScalar) -> Codec:
    """JSON text, normalized as what it is compared with: equal values have the same text."""
    return Codec("JSON", encoder(dump_json), cast="JSON_NORMALIZE({})")
