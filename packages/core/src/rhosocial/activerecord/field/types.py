"""From a field's annotation to the type of its column."""

from __future__ import annotations

import datetime as dt
import enum
import ipaddress
import pathlib
import types
import uuid
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pydantic
from pydantic.fields import FieldInfo

from ..backend.convert import TypeRegistry, registry
from ..backend.expression import types as t
from ..backend.expression.converted import converted
from ..backend.expression.sql_type import SQLType, Wrapped
from .column import Column
from .enums import enum_type
from .json import json_type
from .kind import FieldKind

_AWARE = {pydantic.AwareDatetime}
_SAME_AS: dict[Any, type] = {
    pydantic.NaiveDatetime: dt.datetime,
    pydantic.PastDatetime: dt.datetime,
    pydantic.FutureDatetime: dt.datetime,
    pydantic.PastDate: dt.date,
    pydantic.FutureDate: dt.date,
}
_AS_TEXT = (
    ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network,
    ipaddress.IPv4Interface, ipaddress.IPv6Interface, pathlib.PurePath,
)  # fmt: skip
_AS_TEXT_BY_NAME = ("EmailStr", "Url", "Dsn")  # pydantic's own; importing them takes more than a millisecond


def _numeric(spec: Column, limits: dict[str, Any]) -> SQLType:
    return t.Numeric(spec.precision or limits.get("max_digits"), _first(spec.scale, limits.get("decimal_places")))


def _string(spec: Column, limits: dict[str, Any]) -> SQLType:
    return t.String(spec.length or limits.get("max_length"), spec.collation)


def _binary(spec: Column, limits: dict[str, Any]) -> SQLType:
    return t.Binary(spec.length or limits.get("max_length"))


_PLAIN: dict[type, Callable[[Column, dict[str, Any]], SQLType]] = {
    bool: lambda spec, limits: t.Boolean(),
    int: lambda spec, limits: t.Integer(),
    float: lambda spec, limits: t.Float(),
    str: _string,
    bytes: _binary,
    Decimal: _numeric,
    dt.datetime: lambda spec, limits: t.DateTime(),
    dt.date: lambda spec, limits: t.Date(),
    dt.time: lambda spec, limits: t.Time(),
    dt.timedelta: lambda spec, limits: t.Interval(),
    uuid.UUID: lambda spec, limits: t.Uuid(),
}


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def strip(annotation: Any, metadata: Iterable[Any]) -> tuple[Any, bool, list[Any]]:
    """Take an annotation apart.

    Returns:
        The annotation without Annotated and None, whether None is allowed, and all metadata found.
    """
    found, nullable = list(metadata), False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            found += more
        elif origin in (Union, types.UnionType) and type(None) in get_args(annotation):
            rest = tuple(item for item in get_args(annotation) if item is not type(None))
            annotation, nullable = Union[rest], True  # noqa: UP007
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
        else:
            return annotation, nullable or _takes_none(annotation), found


def _takes_none(annotation: Any) -> bool:
    """Tell whether an annotation without Optional takes None: Any does, alone or in a union."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    return any(part in (Any, object, type(None)) for part in parts)


def spec_of(metadata: Iterable[Any]) -> Column:
    """Return the column settings among a field's metadata."""
    spec = Column()
    for item in metadata:
        if isinstance(item, Column):
            spec = spec.merged(item)
    return spec


def limits_of(metadata: Iterable[Any]) -> dict[str, Any]:
    """Return pydantic's constraints that size a column."""
    limits: dict[str, Any] = {}
    for item in metadata:
        for source in (item, *getattr(item, "metadata", ())):
            for name in ("max_length", "max_digits", "decimal_places"):
                value = getattr(source, name, None)
                if value is not None:
                    limits[name] = value
    return limits


def sql_type_of(annotation: Any, spec: Column, metadata: Iterable[Any], converters: TypeRegistry = registry) -> SQLType:
    """Return the column type for a stripped annotation.

    Raises:
        ConfigurationError: No column type serves it.
    """
    if isinstance(spec.type, SQLType):
        return spec.type
    rest = list(metadata)
    kind = next((item for item in rest if isinstance(item, FieldKind)), None)
    if kind is not None:
        rest.remove(kind)
        return kind.column_type(annotation, lambda inner: inner_type(inner, spec, rest, converters))
    converter = spec.converter or converters.find_for_type(annotation)
    if converter is not None:
        return converted(annotation, converter)
    column_of = getattr(get_origin(annotation), "__column_of__", None)
    if column_of is not None:
        return column_of(*[inner_type(item, spec, (), converters) for item in get_args(annotation)])  # type: ignore[no-any-return]
    return _of_annotation(_SAME_AS.get(annotation, annotation), spec, limits_of(rest))


def _of_annotation(annotation: Any, spec: Column, limits: dict[str, Any]) -> SQLType:
    if annotation in _AWARE:
        return t.Instant()
    if get_origin(annotation) is Literal:
        return _choices(get_args(annotation), spec, limits)
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return _of_class(annotation, spec, limits)
    return json_type(annotation)


def is_hidden(info: FieldInfo) -> bool:
    """Tell whether a field's value stays out of what a record shows of itself."""
    annotation, _, metadata = strip(info.annotation, info.metadata)
    return any(getattr(item, "hidden", False) is True for item in (annotation, *metadata))


def inner_type(annotation: Any, spec: Column, metadata: Iterable[Any], converters: TypeRegistry) -> SQLType:
    """Return the type of what a field holds inside."""
    inner, _, found = strip(annotation, metadata)
    return sql_type_of(inner, spec.replaced(type=None), found, converters)


def _same(value: object) -> object:
    return value


def _of_class(cls: type, spec: Column, limits: dict[str, Any]) -> SQLType:
    if issubclass(cls, enum.Enum):
        return enum_type(cls, _choices(tuple(member.value for member in cls), spec, limits))
    if issubclass(cls, pydantic.SecretStr):
        return Wrapped(_string(spec, limits), frozenset({cls}), cls.get_secret_value, cls)
    if issubclass(cls, _AS_TEXT):
        return Wrapped(_string(spec, limits), frozenset({cls}), str, cls)
    if cls.__module__.startswith("pydantic") and cls.__name__.endswith(_AS_TEXT_BY_NAME):
        return _of_pydantic(cls, _string(spec, limits))
    if hasattr(cls, "__column_type__"):
        return cls.__column_type__()  # type: ignore[no-any-return]
    for base in cls.__mro__:
        if base in _PLAIN:
            return _PLAIN[base](spec, limits)
    return json_type(cls)


def _of_pydantic(cls: type, text: SQLType) -> SQLType:
    if cls.__name__ == "EmailStr":
        return text
    return Wrapped(text, frozenset({cls}), str, pydantic.TypeAdapter(cls).validate_python, _same)


def _choices(values: tuple[Any, ...], spec: Column, limits: dict[str, Any]) -> SQLType:
    """Return the type that holds all of a few values."""
    kinds = {type(value) for value in values}
    if kinds == {int}:
        return t.Integer()
    if kinds == {str}:
        limits = {"max_length": max(map(len, values))} if spec.length is None else limits
        return _string(spec, limits)
    return t.JSON
