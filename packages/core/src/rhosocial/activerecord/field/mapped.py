"""What a model's fields are in its table: each a column with its type and settings, some the key, some automatic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic.fields import FieldInfo

from ..backend.expression.column import ColumnRef, Table
from ..backend.expression.sql_type import SQLType, interned, normalizing
from ..interface.errors import ConfigurationError
from .automatic import AutomaticFields, automatic_of
from .column import Column
from .normalize import normalizer_of
from .types import spec_of, sql_type_of, strip


def column_of(model: type[Any], name: str) -> ColumnRef[Any]:
    """Return the column of a model's field; columns are pickled as a call of this."""
    found: ColumnRef[Any] = model.__mapping__.column(name)
    return found


def type_of_field(model: type[Any], name: str) -> SQLType:
    """Return what a model's field holds; a type that only its field knows is pickled as a call of this."""
    found: SQLType = model.__mapping__.column(name).type
    return found


class MappedField(NamedTuple):
    """One field with its column and the column's settings."""

    name: str
    column: ColumnRef[Any]
    spec: Column
    info: FieldInfo


def mapped_field(model: type[Any], table: Table, name: str, info: FieldInfo) -> MappedField:
    """Return a model's field with its column.

    Raises:
        ConfigurationError: No column can hold it, or its settings are for others.
    """
    annotation, nullable, metadata = strip(info.annotation, info.metadata)
    spec = spec_of(metadata)
    try:
        sql_type = sql_type_of(annotation, spec, metadata)
    except ConfigurationError as error:
        raise ConfigurationError(f"{model.__name__}.{name}: {error}") from error
    _check_limits(model, name, spec, sql_type)
    sql_type, normalize = interned(sql_type), normalizer_of(metadata)
    sql_type = sql_type.placed(f"{table.name}.{spec.name or name}")
    if normalize is not None:
        sql_type = normalizing(sql_type, normalize)
    if sql_type.origin is None and (normalize is not None or sql_type.is_own):
        sql_type.origin = (type_of_field, (model, name))
    column: ColumnRef[Any] = ColumnRef(table, spec.name or name, sql_type, name, nullable, (column_of, (model, name)))
    return MappedField(name, column, spec, info)


def _check_limits(model: type[Any], name: str, spec: Column, sql_type: object) -> None:
    if spec.length is not None and not hasattr(sql_type, "length"):
        raise ConfigurationError(f"{model.__name__}.{name}: length is for text and bytes, not for {sql_type!r}")


def automatic_fields(model: type[Any], fields: Mapping[str, MappedField]) -> AutomaticFields | None:
    """Return the fields that the library fills in; None where there are none."""
    annotated = [(name, automatic_of(strip(field.info.annotation, field.info.metadata)[2]))
                 for name, field in fields.items()]  # fmt: skip
    found = [(name, item) for name, item in annotated if item is not None]
    return AutomaticFields(found, bool(getattr(model, "__database_clock__", False))) if found else None


def key_names(model: type[Any], fields: Mapping[str, MappedField]) -> tuple[str, ...]:
    """Return the fields of the key: those that the model names, else those marked, else `id`."""
    declared = getattr(model, "__primary_key__", None) or ()
    named = (declared,) if isinstance(declared, str) else tuple(declared)
    return named or tuple(name for name, field in fields.items() if field.spec.primary_key) or ("id",)
