"""Codecs that several dialects share: a type that the server lacks is kept as a plainer one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from ...interface.errors import InvalidValue
from ..compiled import Decoder
from ..expression import types as t
from .codec import Codec, CodecFactory, encoder
from .limits import within_64_bits

MICROSECOND = dt.timedelta(microseconds=1)


def microseconds(ddl: str) -> CodecFactory:
    """Keep a timedelta as the number of its microseconds."""

    def factory(sql_type: t.Interval) -> Codec:
        def encode(value: object) -> object:
            number = sql_type.check(value) // MICROSECOND  # type: ignore[operator]
            return whole.function(number)

        whole = within_64_bits(t.INTEGER)
        return Codec(ddl, encoder(encode), Decoder(lambda value: dt.timedelta(microseconds=value)))

    return factory


def moment_in_utc(ddl: str) -> CodecFactory:
    """Keep an instant as the date and time that it is in UTC."""

    def factory(sql_type: t.Instant) -> Codec:
        def encode(value: object) -> object:
            return in_utc(sql_type.check(value)).replace(tzinfo=None)

        return Codec(ddl, encoder(encode), Decoder(lambda value: value.replace(tzinfo=dt.timezone.utc)))

    return factory


def in_utc(moment: Any) -> dt.datetime:
    """Return an instant as UTC says it.

    Raises:
        InvalidValue: UTC has no such year.
    """
    try:
        utc: dt.datetime = moment.astimezone(dt.timezone.utc)
    except OverflowError:
        raise InvalidValue(f"{moment} lies outside the years 1 to 9999 in UTC") from None
    return utc


def uuid_text(ddl: str) -> CodecFactory:
    """Keep a UUID as its 36 characters."""

    def factory(sql_type: t.Uuid) -> Codec:
        def encode(value: object) -> object:
            return str(sql_type.check(value))

        return Codec(ddl, encoder(encode), Decoder(uuid.UUID))

    return factory


def json_path_text(ddl: str) -> CodecFactory:
    """Send a path into JSON as text, `$."address"."streets"[0]`."""

    def encode(path: Any) -> object:
        return "$" + "".join(f"[{key}]" if isinstance(key, int) else f'."{key}"' for key in path)

    return lambda sql_type: Codec(ddl, encoder(encode))
