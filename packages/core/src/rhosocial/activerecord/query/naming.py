"""Expressions by name, and names of expressions: `customer__name`, `created_at__year`, `meta__city`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..backend.expression.column import ColumnRef
from ..backend.expression.expression import Expression, Operation
from ..backend.expression.function import Label
from ..backend.expression.json_value import JsonValue
from ..backend.expression.node import Node
from ..interface.errors import FieldNotFound, QueryError
from .lookups import inside


def named_expression(model: Any, key: str) -> Expression[Any]:
    """Return what a name stands for: a field, one behind to-one relations, a part of a date, a value inside JSON.

    Raises:
        FieldNotFound: There is no such field.
        LookupNotFound: There is no such part.
        QueryError: The name leads over a relation to many records.
    """
    column: Expression[Any] | None = model.__mapping__.public.get(key)
    return column if column is not None else _behind(model, None, key.split("__"), key)


def _behind(model: Any, path: Any, names: list[str], key: str) -> Expression[Any]:
    name, rest = names[0], names[1:]
    columns, relations = model.__mapping__.public, model.__relations__
    if name in columns:
        expression: Expression[Any] = columns[name] if path is None else path.column(name)
        for part in rest:
            expression = inside(expression, part)
        return expression
    if name not in relations:
        raise _not_found(model, name, key)
    further = model.__path__(name) if path is None else path.further(name)
    if further.last.to_many:
        raise QueryError(f"{key!r}: {model.__name__}.{name} may be many records: aggregate them, or join and name one")
    if not rest:
        raise FieldNotFound(f"{model.__name__}.{name} is a relation: name a field behind it, as in '{key}__id'")
    return _behind(further.last.target, further, rest, key)


def _not_found(model: Any, name: str, key: str) -> FieldNotFound:
    first, dot, _ = name.partition(".")
    if dot and first in model.__relations__:
        return FieldNotFound(f"{model.__name__} has no field {name!r}: write {key.replace('.', '__')!r}")
    found: FieldNotFound = model.__mapping__.not_found(name, model.__relations__)
    return found


def result_names(columns: Sequence[Node]) -> list[str]:
    """Return names for the columns of a result: those behind relations by their path where others bear the same.

    Raises:
        QueryError: Two columns would still have one name.
    """
    plain = [_plain_name(column) or f"column{number}" for number, column in enumerate(columns)]
    often = Counter(plain)
    names = [_path_name(column, name) if often[name] > 1 else name for column, name in zip(columns, plain)]
    known: dict[str, Node] = {}
    for name, column in zip(names, columns):
        if known.setdefault(name, column) is not column:
            raise QueryError(f"two columns are named {name!r}: name one by annotate({name}_2=…), and ask for that")
    return names


def _plain_name(column: Any) -> str | None:
    if isinstance(column, JsonValue):
        base, path = column.operands
        return "__".join(map(str, (_plain_name(base), *path.value)))  # type: ignore[attr-defined]
    if isinstance(column, Operation):
        _, extracted, part = column.operator.partition("extract_")
        return f"{_plain_name(column.operands[0])}__{part}" if extracted else None
    return getattr(column, "attribute", None) or getattr(column, "name", None)


def _path_name(column: Node, name: str) -> str:
    return "__".join((*column.table.path, name)) if isinstance(column, ColumnRef) else name


def unlabelled(column: Any) -> Expression[Any]:
    """Return a column of a result without the name that it has there."""
    expression: Expression[Any] = column.expression if isinstance(column, Label) else column
    return expression
