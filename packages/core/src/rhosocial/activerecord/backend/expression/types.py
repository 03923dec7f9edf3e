"""Column types by what they hold; each dialect has a table that says how it stores them."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid

from ...interface.errors import InvalidValue
from .sql_type import SQLType, interned


class Integer(SQLType):
    """A whole number of up to 64 bits."""

    annotation = "int"
    accepts = frozenset({int})

    def check(self, value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return super().check(value)


class Float(SQLType):
    """A double; NaN and infinities where the server keeps them, an error elsewhere."""

    annotation = "float"
    accepts = frozenset({float, int})

    def check(self, value: object) -> object:
        if isinstance(value, (float, int)) and not isinstance(value, bool):
            return value
        return super().check(value)


class Boolean(SQLType):
    """True or false."""

    annotation = "bool"
    accepts = frozenset({bool})


class String(SQLType):
    """Text, of at most `length` characters where that is given."""

    annotation = "str"
    accepts = frozenset({str})

    def __init__(self, length: int | None = None, collation: str | None = None) -> None:
        self.length = length
        self.collation = collation


class Binary(SQLType):
    """Bytes, of at most `length` where that is given."""

    annotation = "bytes"
    accepts = frozenset({bytes})

    def __init__(self, length: int | None = None) -> None:
        self.length = length


class Numeric(SQLType):
    """A decimal number, exact; `precision` digits in all, `scale` of them behind the point."""

    annotation = "Decimal"
    accepts = frozenset({decimal.Decimal, int})

    def __init__(self, precision: int | None = None, scale: int | None = None) -> None:
        self.precision = precision
        self.scale = scale

    def check(self, value: object) -> object:
        if isinstance(value, (decimal.Decimal, int)) and not isinstance(value, bool):
            return value
        return super().check(value)


class Date(SQLType):
    """A calendar day."""

    annotation = "date"
    accepts = frozenset({dt.date})

    def check(self, value: object) -> object:
        if isinstance(value, dt.datetime):
            raise InvalidValue(f"{value!r} is a datetime; this column holds a date: say .date()")
        return super().check(value)


class Time(SQLType):
    """A time of day without a zone."""

    annotation = "time"
    accepts = frozenset({dt.time})

    def check(self, value: object) -> object:
        if isinstance(value, dt.time) and value.tzinfo is not None:
            raise InvalidValue(f"{value!r} has a time zone; a time column keeps none")
        return super().check(value)


class DateTime(SQLType):
    """A date and time without a zone, to the microsecond."""

    annotation = "datetime"

    def check(self, value: object) -> object:
        if not isinstance(value, dt.datetime):
            return super().check(value)
        if value.tzinfo is not None:
            raise InvalidValue(
                f"{value!r} has a time zone and the column is naive: give one without, or annotate the field as "
                "pydantic's AwareDatetime"
            )
        return value


class Instant(SQLType):
    """A point in time, to the microsecond; comes back aware, in UTC."""

    annotation = "AwareDatetime"

    def check(self, value: object) -> object:
        if not isinstance(value, dt.datetime):
            return super().check(value)
        if value.tzinfo is None:
            raise InvalidValue(
                f"{value!r} has no time zone and the column is an instant: give one with, or annotate the field as "
                "datetime"
            )
        try:
            return value.astimezone(dt.timezone.utc)
        except OverflowError:
            raise InvalidValue(f"{value!r} lies outside the years 1 to 9999 once it is in UTC") from None


class Interval(SQLType):
    """A span of time, to the microsecond."""

    annotation = "timedelta"
    accepts = frozenset({dt.timedelta})


class Uuid(SQLType):
    """A UUID."""

    annotation = "UUID"
    accepts = frozenset({uuid.UUID})


class Json(SQLType):
    """Anything JSON can say; a change inside it counts as a change of the record."""

    annotation = "JSON"
    accepts = frozenset({dict, list, str, int, float, bool})
    mutable = True

    def check(self, value: object) -> object:
        return value


class JsonScalar(SQLType):
    """A value found inside JSON, compared by what it is there."""

    annotation = "a JSON value"
    accepts = frozenset({str, int, float, bool, dict, list})


class JsonPath(SQLType):
    """A way into JSON: a tuple of keys and indexes."""

    accepts = frozenset({tuple})


INTEGER = interned(Integer())
FLOAT = interned(Float())
BOOLEAN = interned(Boolean())
STRING = interned(String())
BINARY = interned(Binary())
NUMERIC = interned(Numeric())
DATE = interned(Date())
TIME = interned(Time())
DATETIME = interned(DateTime())
INSTANT = interned(Instant())
INTERVAL = interned(Interval())
UUID = interned(Uuid())
JSON = interned(Json())
JSON_SCALAR = interned(JsonScalar())
JSON_PATH = interned(JsonPath())

_OF_VALUE: dict[type, SQLType] = {
    bool: BOOLEAN,
    int: INTEGER,
    float: FLOAT,
    str: STRING,
    bytes: BINARY,
    decimal.Decimal: NUMERIC,
    dt.date: DATE,
    dt.time: TIME,
    dt.timedelta: INTERVAL,
    uuid.UUID: UUID,
    dict: JSON,
    list: JSON,
}


def type_for(python_type: type | SQLType) -> SQLType:
    """Return the column type of a Python type, or the column type itself.

    Raises:
        InvalidValue: No column type is known for it.
    """
    if isinstance(python_type, SQLType):
        return interned(python_type)
    if python_type is dt.datetime:
        return DATETIME
    if python_type not in _OF_VALUE:
        raise InvalidValue(f"no column type is known for {python_type!r}; give one, such as Numeric(10, 2)")
    return _OF_VALUE[python_type]


def is_plain(python_type: object) -> bool:
    """Tell whether a Python type has a column type of its own."""
    return python_type is dt.datetime or python_type in _OF_VALUE


def plain_type_of(value: object) -> SQLType:
    """Return the column type that fits a plain value.

    Raises:
        InvalidValue: No column type is known for it.
    """
    if isinstance(value, dt.datetime):
        return DATETIME if value.tzinfo is None else INSTANT
    for python_type in type(value).__mro__:
        if python_type in _OF_VALUE:
            return _OF_VALUE[python_type]
    raise InvalidValue(
        f"{value!r} ({type(value).__name__}) can't be a value in a query: no TypeConverter is registered for it"
    )
