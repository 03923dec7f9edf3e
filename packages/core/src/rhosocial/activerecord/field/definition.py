"""From a mapping to CREATE TABLE and CREATE INDEX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..backend.expression.column import ColumnRef, Table
from ..backend.expression.expression import Expression
from ..backend.expression.native import Enumerated
from ..backend.expression.node import Node
from ..backend.expression.walk import columns_in
from ..backend.schema.nodes import (
    CheckConstraint,
    ColumnDefinition,
    CreateEnum,
    CreateIndex,
    CreateTable,
    ForeignKey,
    UniqueConstraint,
)
from ..interface.errors import ConfigurationError, QueryError
from .checks import checks
from .index import Index
from .mapped import MappedField
from .mapping import TableMapping
from .naming import shortened
from .table import below, declared


def create_table(
    mapping: TableMapping, foreign_keys: Iterable[ForeignKey] = (), if_not_exists: bool = False
) -> CreateTable:
    """Return the table's definition.

    Args:
        mapping: The model's mapping.
        foreign_keys: Those that follow from its relations.
        if_not_exists: Whether an existing table is left as it is.
    """
    fields = [*mapping.fields.values(), *below(mapping)]
    constraints = [*_column_foreign_keys(mapping, fields), *foreign_keys, *_declared(mapping)]
    constraints += [CheckConstraint(check.condition, check.name) for check in checks(mapping)]
    return CreateTable(
        mapping.table,
        tuple(_column(mapping, field) for field in fields),
        mapping.primary_key,
        tuple(constraints),
        if_not_exists,
        getattr(mapping.model, "__table_comment__", None),
    )


def enums(mapping: TableMapping) -> list[CreateEnum]:
    """Return the definitions of the enums that the table's columns need of the server."""
    storages = [getattr(column.type, "storage", column.type) for column in mapping.selection]
    found = dict.fromkeys(item for item in storages if isinstance(item, Enumerated))
    return [CreateEnum(Table(item.name, item.schema), item.labels) for item in found]


def unique_keys(mapping: TableMapping) -> list[set[str]]:
    """Return the fields that no two rows share together: those of each key, each UNIQUE and each unique index."""
    found = [set(mapping.key_names), *({field.name} for field in mapping.fields.values() if field.spec.unique)]
    declared = [*_declared(mapping), *create_indexes(mapping)]
    by_column = mapping.by_column
    found += [{by_column[name] for name in item.columns} for item in declared if isinstance(item, UniqueConstraint)]
    whole = [item for item in declared if isinstance(item, CreateIndex) and item.unique and item.where is None]
    plain = [[column for column in item.columns if isinstance(column, ColumnRef)] for item in whole]
    return found + [{column.attribute for column in columns} for columns, item in zip(plain, whole)
                    if len(columns) == len(item.columns)]  # fmt: skip


def refuse_no_key(mapping: TableMapping, names: Sequence[str]) -> None:
    """Raise unless some fields are a whole unique key, by which an upsert can find a row.

    A model that declares no unique key beside its own may be of a table that was made elsewhere, and has them.

    Raises:
        QueryError: They are none.
    """
    if names in mapping.upsert_keys:
        return
    keys, wanted, model = unique_keys(mapping), set(names), mapping.model.__name__
    if wanted not in keys:
        for index in create_indexes(mapping):
            if index.unique and index.where is not None and _covers(index, wanted):
                raise QueryError(
                    f"{model}: the unique index of {', '.join(names)}, {index.name}, covers some rows only, and an "
                    "upsert finds the row by a key of all: leave out its where=, or look first, with update_or_create()"
                )
        if len(keys) > 1:
            known = ", ".join(f"({', '.join(sorted(key, key=mapping.names.index))})" for key in keys)
            raise QueryError(
                f"no unique key of {model} is ({', '.join(names)}): {known}; declare it by Column(unique=True) or in "
                "__constraints__"
            )
    mapping.upsert_keys.add(tuple(names))


def _covers(index: CreateIndex, names: set[str]) -> bool:
    return {column.attribute for column in columns_in(index.columns)} == names


def _column(mapping: TableMapping, field: MappedField) -> ColumnDefinition:
    spec = field.spec
    return ColumnDefinition(
        field.column,
        nullable=field.column.nullable and field.name not in mapping.key_names,
        identity=field.name == mapping.generated_key,
        unique=spec.unique,
        default=spec.server_default,
        generated=spec.generated,
        collation=spec.collation,
        comment=spec.comment,
        type_name=spec.type if isinstance(spec.type, str) else None,
    )


def _column_foreign_keys(mapping: TableMapping, fields: Iterable[MappedField]) -> Iterable[ForeignKey]:
    for field in fields:
        target = field.spec.foreign_key
        if isinstance(target, str):
            table, _, column = target.rpartition(".")
            if not table:
                raise ConfigurationError(f"foreign_key={target!r} of {field.name}: write 'table.column'")
            schema, _, name = table.rpartition(".")
            yield ForeignKey(
                (field.column.name,),
                Table(name, schema or mapping.table.schema),
                (column,),
                field.spec.on_delete,
                field.spec.on_update,
            )


def _declared(mapping: TableMapping) -> Iterable[Node]:
    """What `__constraints__` holds beside checks: a tuple of field names is UNIQUE, a node stands for itself."""
    for owner, item in declared(mapping, "__constraints__"):
        if isinstance(item, Node):
            yield from () if isinstance(item, CheckConstraint) else (item,)
        elif not isinstance(item, str):
            yield UniqueConstraint(tuple(owner.column(name).name for name in item))


def create_indexes(mapping: TableMapping, if_not_exists: bool = False) -> list[CreateIndex]:
    """Return the definitions of the table's indexes: those of its columns, and `__indexes__`.

    An entry of `__indexes__` is a field's name, a tuple of names, an `Index`, or a node of one's own.
    """
    columns = [field.column for field in (*mapping.fields.values(), *below(mapping)) if field.spec.index]
    entries: list[tuple[TableMapping, Any]] = [(mapping, Index(column)) for column in columns]
    return [_index(owner, entry, if_not_exists) for owner, entry in (*entries, *declared(mapping, "__indexes__"))]


def _index(mapping: TableMapping, entry: Any, if_not_exists: bool) -> CreateIndex:
    if isinstance(entry, CreateIndex):
        return entry
    index = entry if isinstance(entry, Index) else Index(*((entry,) if isinstance(entry, str) else entry))
    columns = tuple(_part(mapping, part) for part in index.parts)
    where = None if index.where is None else index.where(mapping.model.c)
    label = "_".join(["ix", mapping.table.name, *(column.name for column in columns_in(columns))])
    return CreateIndex(index.name or shortened(label), mapping.table, columns, index.unique, where, if_not_exists)


def _part(mapping: TableMapping, part: Any) -> Expression[Any]:
    """Return what an index covers, given as a field's name, as itself, or as a function of the model."""
    if isinstance(part, str):
        return mapping.column(part)
    made: Expression[Any] = part if isinstance(part, Expression) else part(mapping.model.c)
    return made
