"""Plain values: numbers, text, moments."""

from __future__ import annotations

import datetime as dt
import enum
import ipaddress
import pathlib
import uuid
from decimal import Decimal
from typing import Annotated, Literal

import pydantic
from hypothesis import strategies as st

from rhosocial.activerecord import Column

from .kind import Kind

INT64 = 2**63
MICROSECOND = dt.timedelta(microseconds=1)


class Color(enum.Enum):
    """An enum of texts; two differ in case only."""

    RED = "red"
    SHOUTED = "RED"
    SPACED = "dark red "


class Level(enum.IntEnum):
    """An enum of numbers."""

    LOW = -1
    NONE = 0
    HIGH = 1 << 40


def _decimals(digits: int, places: int) -> st.SearchStrategy[Decimal]:
    """Decimals of so many digits in all, so many of them behind the point."""
    limit = 10**digits - 1
    return st.integers(-limit, limit).map(lambda number: Decimal(number).scaleb(-places))


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
_HURTING_TEXT = st.sampled_from(["\0", "a\0b", "\ud800", "a\udfffb", "\ufffe", "\uffff", "\U0010ffff"])
_SAMPLED_TEXT = st.sampled_from(
    [
        "",
        " ",
        "  a  ",
        "a ",
        "\t\r\n",
        "it's",
        '"',
        "`",
        "\\",
        "\\'",
        "%s",
        "%",
        "{x}",
        "?",
        ":x",
        "--",
        "é",
        "e\u0301",
        "😀",
    ]
)
_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
_NAIVE_ENDS = st.sampled_from([dt.datetime.min, dt.datetime.max, dt.datetime(1, 1, 1, 0, 0, 0, 1)])
_AWARE_ENDS = st.sampled_from(
    [
        dt.datetime.min.replace(tzinfo=dt.timezone.utc),
        dt.datetime.max.replace(tzinfo=dt.timezone.utc),
        dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=14))),  # in UTC it would lie in the year 0
        dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-12))),
        dt.datetime(2000, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1, seconds=17, microseconds=3))),
    ]
)

PLAIN: tuple[Kind, ...] = (
    Kind("bool", bool, st.booleans()),
    Kind(
        "int",
        int,
        st.integers(-INT64, INT64 - 1) | st.sampled_from([-INT64, INT64 - 1, 0, -1]),
        st.sampled_from([INT64, -INT64 - 1, 2**64, 10**30, -(10**100)]),
    ),
    Kind(
        "float",
        float,
        st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
        st.sampled_from([float("nan"), float("inf"), float("-inf"), -0.0, 5e-324, 1.7976931348623157e308]),
    ),
    Kind("str", str, TEXT | _SAMPLED_TEXT, _HURTING_TEXT),
    Kind(
        "str of 50",
        Annotated[str, pydantic.Field(max_length=50)],
        TEXT.filter(lambda text: len(text) <= 50) | _SAMPLED_TEXT | st.just("😀" * 50),
    ),
    Kind("bytes", bytes, st.binary(max_size=80) | st.sampled_from([b"", b"\0", b"\xff" * 3, b"\\", bytes(range(256))])),
    Kind("bytes of 300", Annotated[bytes, pydantic.Field(max_length=300)], st.binary(max_size=300)),
    Kind(
        "Decimal",
        Decimal,
        _decimals(30, 15) | st.sampled_from([Decimal("1E+5"), Decimal("-0.000000000000001"), Decimal("1.10")]),
        st.sampled_from(list(map(Decimal, ["NaN", "Infinity", "1E+70", "1E-70", "0." + "1" * 60, "9" * 66]))),
    ),
    Kind(
        "Decimal of 12, 2",
        Annotated[Decimal, Column(precision=12, scale=2)],
        _decimals(12, 2),
        st.sampled_from(list(map(Decimal, ["0.005", "1E+10", "-99999999999", "0.001", "1E+5"]))),
    ),
    Kind("date", dt.date, st.dates() | st.sampled_from([dt.date.min, dt.date.max, dt.date(1582, 10, 10)])),
    Kind("time", dt.time, st.times() | st.sampled_from([dt.time.min, dt.time.max])),
    Kind("datetime", dt.datetime, st.datetimes() | _NAIVE_ENDS),
    Kind(
        "AwareDatetime",
        pydantic.AwareDatetime,
        st.datetimes(dt.datetime(1, 1, 3), dt.datetime(9999, 12, 29), timezones=_ZONES),
        _AWARE_ENDS,
        same=lambda stored, loaded: stored == loaded and loaded.tzinfo is not None,
    ),
    Kind(
        "timedelta",
        dt.timedelta,
        st.timedeltas(dt.timedelta(days=-36500), dt.timedelta(days=36500))
        | st.sampled_from([MICROSECOND, -MICROSECOND]),
        st.sampled_from([dt.timedelta.min, dt.timedelta.max, dt.timedelta(days=-999999)]),
    ),
    Kind("UUID", uuid.UUID, st.uuids()),
    Kind("enum of texts", Color, st.sampled_from(Color)),
    Kind("enum of numbers", Level, st.sampled_from(Level)),
    Kind("Literal", Literal["a", "A", "a "], st.sampled_from(["a", "A", "a "])),
    Kind("IPv4Address", ipaddress.IPv4Address, st.ip_addresses(v=4)),
    Kind("IPv6Network", ipaddress.IPv6Network, st.ip_addresses(v=6).map(ipaddress.IPv6Network)),
    Kind("Path", pathlib.PurePosixPath, st.sampled_from(["/", "a/b c", "é"]).map(pathlib.PurePosixPath)),
    Kind("SecretStr", pydantic.SecretStr, TEXT.map(pydantic.SecretStr)),
)
