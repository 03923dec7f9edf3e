"""Column types by what they hold; each dialect has a table that says how it stores them."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from ...interface.errors import InvalidValue

S = TypeVar("S", bound="SQLType")


class SQLType:
    """What a column holds.

    Attributes:
        accepts: The Python types whose values may be stored or compared as they are.
        mutable: Whether a value can change without being assigned.
        feature: What a server must have to keep it; none keeps everything else.
        instead: What to do on a server that has not, as the end of a message.
        permitted: The operators that values may stand under; None for all.
        alternatives: The types under which an equal value may be stored, where there are several.
        binds_row: Whether a value is stored for one row only, whose key its encoder must know.
        plain: The same type without the normalizing that this one does; None where it does none.
    """

    accepts: frozenset[type] = frozenset()
    mutable: bool = False
    plain: SQLType | None = None
    permitted: frozenset[str] | None = None
    alternatives: tuple[SQLType, ...] = ()
    binds_row: bool = False
    feature: ClassVar[str] = ""
    instead: ClassVar[str] = "say Column(type=…)"
    annotation: ClassVar[str] = ""
    origin: tuple[Callable[..., Any], tuple[Any, ...]] | None = None
    """How pickle finds it again where it is not known by its settings alone; a type compares by identity."""

    def __reduce__(self) -> Any:
        return self.origin or (restored, (type(self), settings_of(self)))

    @property
    def is_own(self) -> bool:
        """Whether it has functions of its field's own, so that no other is the same."""
        return False

    def placed(self, place: str) -> SQLType:
        """Return the type for a column, `table.column`."""
        return self

    def check(self, value: object) -> object:
        """Return a value that fits, or raise.

        Raises:
            InvalidValue: The value's type does not fit.
        """
        if type(value) in self.accepts or isinstance(value, tuple(self.accepts - {int})):
            return value  # a subclass fits, but True is no int here
        raise InvalidValue(f"{value!r} ({type(value).__name__}) does not fit a column of {self.describe()}")

    def parts(self, value: Any) -> Any:
        """Return a value as validation takes it, with nothing inside that it would pass over as valid already."""
        return value

    def describe(self) -> str:
        """Name the type for an error message."""
        return self.annotation or type(self).__name__

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


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


class Wrapped(SQLType):
    """A Python type kept as another column type.

    Args:
        storage: The column's type.
        accepts: The Python types it carries.
        dump: Turns a value into the storage's.
        load: Turns the storage's value back.
        check: Accepts or converts a value of another type, or raises InvalidValue.
        parts: Takes a value apart that may have changed inside.
    """

    def __init__(
        self,
        storage: SQLType,
        accepts: frozenset[type],
        dump: Callable[[Any], Any],
        load: Callable[[Any], Any],
        check: Callable[[Any], Any] | None = None,
        parts: Callable[[Any], Any] | None = None,
    ) -> None:
        self.storage = storage
        self.accepts = accepts
        self.dump = dump
        self.load = load
        self.mutable = storage.mutable
        self._check = check
        self._parts = parts

    @property
    def is_own(self) -> bool:
        return True

    def check(self, value: object) -> object:
        return super().check(value) if self._check is None else self._check(value)

    def parts(self, value: Any) -> Any:
        return value if self._parts is None else self._parts(value)

    def describe(self) -> str:
        return " | ".join(sorted(python_type.__name__ for python_type in self.accepts)) or self.storage.describe()


def stored(sql_type: SQLType | None) -> SQLType | None:
    """Return the type that a column really has, whatever Python type is kept in it."""
    return sql_type.storage if isinstance(sql_type, Wrapped) else sql_type


_REGISTRY: dict[Any, SQLType] = {}


def restored(kind: type[SQLType], settings: tuple[tuple[str, Any], ...]) -> SQLType:
    """Return the one type that stands for all of its kind with these settings, so that equal queries have one shape."""
    found = _REGISTRY.get((kind, settings))
    if found is None:
        found = object.__new__(kind)
        vars(found).update(settings)
        found = _REGISTRY.setdefault((kind, settings), found)
    return found


def settings_of(sql_type: SQLType) -> tuple[tuple[str, Any], ...]:
    """Return what a type was made with."""
    return tuple(sorted((name, value) for name, value in vars(sql_type).items() if name != "origin"))


def interned(sql_type: S) -> S:
    """Return the one type of these settings; one with functions of its own stays as it is."""
    if sql_type.is_own:
        return sql_type
    made: Any = restored(type(sql_type), settings_of(sql_type))
    return made  # type: ignore[no-any-return]


def normalizing(plain: SQLType, normalize: Callable[[Any], Any]) -> SQLType:
    """Return a type whose values are brought into one form before they are compared.

    They are stored and loaded as those of the plain type are.
    """

    def check(value: object) -> object:
        try:
            return normalize(plain.check(value))
        except ValueError as error:
            raise InvalidValue(f"a value can't be normalized: {error}") from error

    made = object.__new__(type(plain))
    vars(made).update({**vars(plain), "plain": plain, "accepts": frozenset(), "check": check})
    return made


def without_normalizing(sql_type: SQLType | None) -> SQLType | None:
    """Return the type of what is computed from values of a type."""
    return sql_type if sql_type is None else sql_type.plain or sql_type


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
