"""Keyword lookups: `age__gte=18` is a field, two underscores, and one of these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..backend.expression.column import ColumnRef
from ..backend.expression.expression import Expression, operand, predicate
from ..backend.expression.types import STRING
from ..field.mapping import TableMapping
from ..interface.errors import InvalidValue, LookupNotFound, nearest

Lookup = Callable[[Expression[Any], Any], Expression[bool]]


def _between(expression: Expression[Any], bounds: Any) -> Expression[bool]:
    if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
        raise InvalidValue(f"between takes a pair (low, high), not {bounds!r}")
    return expression.between(*bounds)


def _is_null(expression: Expression[Any], wanted: Any) -> Expression[bool]:
    if not isinstance(wanted, bool):
        raise InvalidValue(f"isnull takes True or False, not {wanted!r}")
    return expression.is_null() if wanted else expression.is_not_null()


LOOKUPS: dict[str, Lookup] = {
    "eq": lambda expression, value: expression == value,
    "ne": lambda expression, value: expression != value,
    "gt": lambda expression, value: expression > value,
    "gte": lambda expression, value: expression >= value,
    "lt": lambda expression, value: expression < value,
    "lte": lambda expression, value: expression <= value,
    "in": lambda expression, values: expression.in_(values),
    "not_in": lambda expression, values: expression.not_in(values),
    "between": _between,
    "isnull": _is_null,
    "like": lambda expression, pattern: expression.like(pattern),
    "ilike": lambda expression, pattern: expression.ilike(pattern),
    "contains": lambda expression, text: expression.contains(text),
    "icontains": lambda expression, text: expression.icontains(text),
    "startswith": lambda expression, text: expression.startswith(text),
    "istartswith": lambda expression, text: expression.istartswith(text),
    "endswith": lambda expression, text: expression.endswith(text),
    "iendswith": lambda expression, text: expression.iendswith(text),
    "regex": lambda expression, pattern: predicate("regex", expression, operand(pattern, STRING)),
    "iregex": lambda expression, pattern: predicate("iregex", expression, operand(pattern, STRING)),
}


def lookup_condition(mapping: TableMapping, key: str, value: object) -> Expression[bool]:
    """Turn a keyword and its value into a condition.

    Raises:
        FieldNotFound: The keyword names no field.
        LookupNotFound: It names a field and an unknown lookup.
        InvalidValue: The value does not fit.
    """
    column = mapping.columns.get(key)
    if column is not None:
        return column == value
    name, separator, lookup = key.rpartition("__")
    if not separator or name not in mapping.columns:
        raise mapping.not_found(key.partition("__")[0] if separator else key)
    return find_lookup(mapping.columns[name], lookup)(mapping.columns[name], value)


def find_lookup(column: ColumnRef[Any], name: str) -> Lookup:
    """Return a lookup by name.

    Raises:
        LookupNotFound: There is none.
    """
    try:
        return LOOKUPS[name]
    except KeyError:
        raise LookupNotFound(f"{column.attribute} has no lookup {name!r}{nearest(name, LOOKUPS)}") from None
