"""Keyword lookups: `age__gte=18` is a field, two underscores, and one of these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..backend.expression.expression import Expression, and_, not_, or_, predicate
from ..backend.expression.json_value import JsonValue
from ..backend.expression.moments import date_parts
from ..backend.expression.sql_type import stored
from ..backend.expression.types import Json
from ..interface.errors import InvalidValue, LookupNotFound, nearest
from .lookup_table import LOOKUPS, Lookup, find_lookup, is_null, no_such_lookup, wanted


def lookup_condition(model: Any, key: str, value: object) -> Expression[bool]:
    """Turn a keyword and its value into a condition.

    Raises:
        FieldNotFound: The keyword names no field or relation.
        LookupNotFound: It names a field and an unknown lookup.
        InvalidValue: The value does not fit.
    """
    mapping = model.__mapping__
    plain: tuple[Expression[Any], Lookup] | None = mapping.lookups.get(key) or _plain(mapping, key)
    return _through(model, None, key.split("__"), value) if plain is None else plain[1](plain[0], value)


def _plain(mapping: Any, key: str) -> tuple[Expression[Any], Lookup] | None:
    """Split a keyword that is a field, or a field and a lookup, and keep that: there are only so many of these."""
    name, _, rest = (key, "", "eq") if key in mapping.public else key.partition("__")
    column = mapping.public.get(name)
    lookup = None if column is None else find_lookup(column, rest)
    if column is None or lookup is None:
        return None
    mapping.lookups[key] = (column, lookup)
    return column, lookup


def _through(model: Any, path: Any, names: list[str], value: object) -> Expression[bool]:
    """Follow relations to a field; to-many ones ask whether any related record meets the rest."""
    name, rest = names[0], names[1:]
    columns, relations = model.__mapping__.public, model.__relations__
    if name in columns:
        return of_field(columns[name] if path is None else path.column(name), rest, value)
    if name not in relations:
        raise model.__mapping__.not_found(name or "__".join(names), relations)
    further = model.__path__(name) if path is None else path.further(name)
    relation = further.last
    if relation.to_many:
        return _any_related(model, path, name, rest, value)
    if not rest or rest == ["in"] or rest == ["ne"] or rest == ["isnull"]:
        return _of_relation(model, path, relation, rest, value)
    return _through(relation.target, further, rest, value)


def _any_related(model: Any, path: Any, name: str, rest: list[str], value: Any) -> Expression[bool]:
    """Ask whether any record of a to-many relation meets the rest, is one of those given, or is there at all."""
    root, before = (model, ()) if path is None else (path.root, path.names)
    item, relation = ".".join((*before, name)), model.__relations__[name]
    if rest not in ([], ["in"], ["isnull"]):
        return root.__any_related__(item, (), {"__".join(rest): value})  # type: ignore[no-any-return]
    if rest == ["isnull"] or value is None:
        related: Expression[bool] = root.__any_related__(item, (), {})
        return not_(related) if wanted(True if value is None else value) else related
    keys = relation.target.__mapping__.primary_key
    same = _among(relation, keys, relation.target.__mapping__.key_names, _listed(relation, value) if rest else [value])
    return root.__any_related__(item, (same,), {})  # type: ignore[no-any-return]


def _of_relation(model: Any, path: Any, relation: Any, rest: list[str], value: Any) -> Expression[bool]:
    """Compare a to-one relation with a record, None, or a list of records, by the foreign key."""
    columns = [(model.__mapping__ if path is None else path).column(name) for name in relation.owner_keys]
    if rest == ["isnull"]:
        return and_(*(is_null(column, value) for column in columns))
    if rest == ["in"]:
        return _among(relation, columns, relation.target_keys, _listed(relation, value))
    same = _same_row(relation, columns, relation.target_keys, value)
    return ~same if rest == ["ne"] else same


def _listed(relation: Any, records: Any) -> list[Any]:
    if isinstance(records, Iterable):
        return list(records)
    raise InvalidValue(f"{relation.name}__in takes a list of records, not {records!r}")


def _among(relation: Any, columns: Any, names: tuple[str, ...], records: list[Any]) -> Expression[bool]:
    found = [_same_row(relation, columns, names, record) for record in records]
    return or_(*found) if found else predicate("false")


def _same_row(relation: Any, columns: Any, names: tuple[str, ...], record: Any) -> Expression[bool]:
    """Compare columns with the fields of a record.

    Raises:
        InvalidValue: It is of another model, or not saved: it has no key yet, and no key would mean any row without.
    """
    target = relation.target_names
    if record is None:
        return and_(*(column.is_null() for column in columns))
    if not relation.accepts(record):
        raise InvalidValue(f"{relation.name} is compared with a {target} or None, not with {record!r}")
    values = [getattr(record, name) for name in names] or relation.key_there(record)  # what its model says
    if record.is_new or None in values:
        missing = "row yet: save it first" if record.is_new else f"{' and '.join(names)}: no record can refer to it"
        raise InvalidValue(f"{relation.name} is compared with a record of {target} that has no {missing}")
    return and_(*(column == value for column, value in zip(columns, values)))


def of_field(expression: Expression[Any], rest: list[str], value: object) -> Expression[bool]:
    """Apply what stands behind a field: date parts, JSON keys, and a lookup at the end."""
    for number, name in enumerate(rest):
        if number == len(rest) - 1 and (name in LOOKUPS or not _has_inside(expression, name)):
            lookup = find_lookup(expression, name)
            if lookup is None:
                raise no_such_lookup(expression, name)
            return lookup(expression, value)
        expression = inside(expression, name)
    return expression == value


def inside(expression: Expression[Any], name: str) -> Expression[Any]:
    """Return what a name behind an expression means: a key inside JSON, or a part of a date.

    Raises:
        LookupNotFound: There is no such part.
    """
    if _is_json(expression):
        return expression[int(name) if name.isdecimal() else name]
    parts = () if expression.type is None else date_parts(expression.type)
    if name in parts:
        return expression.extract(name)
    raise LookupNotFound(f"{_name_of(expression)} has no part {name!r}{nearest(name, parts)}")


def _has_inside(expression: Expression[Any], name: str) -> bool:
    return _is_json(expression) or (expression.type is not None and name in date_parts(expression.type))


def _is_json(expression: Expression[Any]) -> bool:
    return isinstance(expression, JsonValue) or isinstance(stored(expression.type), Json)


def _name_of(expression: Expression[Any]) -> str:
    return getattr(expression, "attribute", None) or repr(expression)
