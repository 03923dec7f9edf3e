"""From annotations to column types, sizes and NULL."""

from __future__ import annotations

import datetime as dt
import enum
import ipaddress
import pathlib
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, Optional

import pydantic
import pytest
from pydantic import AwareDatetime, BaseModel, EmailStr, Field, SecretStr, StringConstraints, condecimal, constr
from typing_extensions import TypeAliasType

from rhosocial.activerecord import Array, ConfigurationError, NativeEnum, Range
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.sql_type import Wrapped
from rhosocial.activerecord.backend.impl.sqlite.backend import NEWEST
from rhosocial.activerecord.backend.impl.sqlite.dialect import SQLiteDialect
from rhosocial.activerecord.field.column import Column
from rhosocial.activerecord.field.types import spec_of, sql_type_of, strip

UserId = NewType("UserId", int)
Title = NewType("Title", Annotated[str, Field(max_length=30)])  # type: ignore[valid-newtype]
Short = TypeAliasType("Short", Annotated[str, StringConstraints(max_length=5)])


class Colour(enum.Enum):
    RED = "red"
    YELLOW = "yellow"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Mixed(enum.Enum):
    ONE = 1
    TWO = "two"


class Address(BaseModel):
    city: str


def ddl(annotation: Any) -> tuple[str, bool]:
    """Return a field's column type on SQLite and whether it may be NULL."""
    stripped, nullable, metadata = strip(annotation, ())
    sql_type = sql_type_of(stripped, spec_of(metadata), metadata)
    return SQLiteDialect(NEWEST).codec(sql_type).ddl, nullable


CASES: list[tuple[Any, str]] = [
    (int, "INTEGER"), (bool, "BOOLEAN"), (float, "REAL"), (str, "TEXT"), (bytes, "BLOB"),
    (Decimal, "TEXT COLLATE decimal"), (condecimal(max_digits=10, decimal_places=2), "TEXT COLLATE decimal"),
    (dt.date, "DATE"), (dt.time, "TIME"), (dt.datetime, "DATETIME"), (dt.timedelta, "INTEGER"),
    (pydantic.NaiveDatetime, "DATETIME"), (AwareDatetime, "TIMESTAMP"), (pydantic.PastDate, "DATE"),
    (uuid.UUID, "CHAR(36)"), (pydantic.UUID4, "CHAR(36)"),
    (UserId, "INTEGER"), (Title, "VARCHAR(30)"), (Short, "VARCHAR(5)"),
    (constr(max_length=7), "VARCHAR(7)"), (Annotated[str, Field(max_length=8)], "VARCHAR(8)"),
    (Annotated[str, Column(length=9)], "VARCHAR(9)"),
    (Annotated[str, Field(max_length=8), Column(length=9)], "VARCHAR(9)"),
    (Annotated[Annotated[str, Field(max_length=8)], Column(index=True)], "VARCHAR(8)"),
    (pydantic.PositiveInt, "INTEGER"), (pydantic.StrictStr, "TEXT"),
    (Literal["a", "long"], "VARCHAR(4)"), (Literal[1, 2], "INTEGER"), (Literal[1, "a"], "JSON TEXT"),
    (Colour, "VARCHAR(6)"), (Level, "INTEGER"), (Mixed, "JSON TEXT"),
    (SecretStr, "TEXT"), (Annotated[SecretStr, Field(max_length=20)], "VARCHAR(20)"),
    (EmailStr, "TEXT"), (Annotated[EmailStr, Field(max_length=99)], "VARCHAR(99)"),
    (pydantic.HttpUrl, "TEXT"), (ipaddress.IPv4Address, "TEXT"), (pathlib.Path, "TEXT"),
    (Address, "JSON TEXT"), (list[int], "JSON TEXT"), (dict[str, Any], "JSON TEXT"), (list, "JSON TEXT"),
    (list[Address], "JSON TEXT"), (set[int], "JSON TEXT"), (tuple[int, str], "JSON TEXT"), (int | str, "JSON TEXT"),
    (Any, "JSON TEXT"),
]  # fmt: skip


@pytest.mark.parametrize(("annotation", "expected"), CASES, ids=[str(case[0]) for case in CASES])
def test_column_type(annotation: Any, expected: str) -> None:
    assert ddl(annotation)[0] == expected


@pytest.mark.parametrize("annotation", [int | None, Optional[int], Annotated[int | None, Field(ge=0)]])  # noqa: UP045
def test_none_makes_a_column_nullable(annotation: Any) -> None:
    assert ddl(annotation) == ("INTEGER", True)


def test_without_none_it_is_not() -> None:
    assert ddl(int) == ("INTEGER", False)


def test_a_union_of_several_types_and_none_is_nullable_json() -> None:
    assert ddl(int | str | None) == ("JSON TEXT", True)


def test_decimal_digits_come_from_pydantic_or_the_column() -> None:
    by_pydantic = sql_type_of(Decimal, Column(), [Field(max_digits=10, decimal_places=2)])
    by_column = sql_type_of(Decimal, Column(precision=8, scale=0), [Field(max_digits=10, decimal_places=2)])
    assert isinstance(by_pydantic, t.Numeric)
    assert isinstance(by_column, t.Numeric)
    assert (by_pydantic.precision, by_pydantic.scale) == (10, 2)
    assert (by_column.precision, by_column.scale) == (8, 0)


def test_a_column_type_of_one_s_own_wins() -> None:
    assert sql_type_of(dict, Column(type=t.STRING), ()) is t.STRING


def test_a_converter_of_the_column_serves_it_alone() -> None:
    class Reversing:
        def can_handle(self, value: object) -> bool:
            return False

        def to_database(self, value: str) -> str:
            return value[::-1]

        def from_database(self, value: str) -> str:
            return value[::-1]

    sql_type = sql_type_of(str, Column(converter=Reversing()), ())
    assert isinstance(sql_type, Wrapped)
    assert (sql_type.dump("ab"), sql_type.load("ba")) == ("ba", "ab")


def test_a_type_that_nothing_serves_says_what_to_do() -> None:
    class Opaque:
        pass

    with pytest.raises(ConfigurationError, match=r"register a TypeConverter, or say Column\(type="):
        sql_type_of(Opaque, Column(), ())


ROUND_TRIPS: list[tuple[Any, Any]] = [
    (SecretStr, SecretStr("s")), (pathlib.PurePosixPath, pathlib.PurePosixPath("a/b")),
    (ipaddress.IPv6Network, ipaddress.ip_network("::/64")), (pydantic.HttpUrl, pydantic.HttpUrl("http://a.example/")),
    (Colour, Colour.RED), (Level, Level.HIGH), (Mixed, Mixed.TWO), (Address, Address(city="Oslo")),
    (list[Address], [Address(city="Oslo")]), (dict[str, list[int]], {"a": [1]}), (set[int], {1, 2}),
    (tuple[int, str], (1, "a")), (dict[int, dt.date], {1: dt.date(2026, 1, 1)}), (list[Decimal], [Decimal("1.10")]),
    (int | str, 5), (int | str, "5"), (list[Any], [1, None, {"a": 2.5}]), (list[uuid.UUID], [uuid.UUID(int=5)]),
]  # fmt: skip


@pytest.mark.parametrize(("annotation", "value"), ROUND_TRIPS, ids=[str(case) for case in ROUND_TRIPS])
def test_a_value_comes_back_as_its_python_type(annotation: Any, value: Any) -> None:
    codec = SQLiteDialect(NEWEST).codec(sql_type_of(annotation, Column(), ()))
    assert codec.encode is not None
    assert codec.decode is not None
    found = codec.decode.function(codec.encode.function(value))
    assert found == value
    assert type(found) is type(value)


def test_column_settings_of_several_annotations_are_merged() -> None:
    spec = spec_of([Column(unique=True, name="a"), Column(name="b", index=True)])
    assert (spec.unique, spec.name, spec.index) == (True, "b", True)


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (Annotated[Level, NativeEnum()], "NativeEnum is for an Enum or a Literal of texts"),
        (Annotated[Literal["a"], NativeEnum()], "a Literal has no name"),
        (Array[list[int]], "no arrays of JSON: declare a list"),
        (Array[Array[int]], "no arrays of arrays of int: declare a list"),
        (Range[str], "a Range is of int, Decimal, date, datetime or AwareDatetime, not of str"),
    ],
)
def test_what_no_server_keeps_so_is_refused(annotation: Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        ddl(annotation)
