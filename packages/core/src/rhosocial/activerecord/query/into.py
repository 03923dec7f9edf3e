"""Rows into any pydantic model, nested ones by relation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, get_args

import pydantic
from pydantic import BaseModel

from ..backend.plan import Plan
from ..interface.errors import FieldNotFound, nearest

B = TypeVar("B", bound=BaseModel)


def into_plan(query: Any, model: type[B]) -> Plan[list[B]]:
    """Load a query's rows into a model.

    Plain fields are selected by name; fields named like a relation are filled from it, loaded flat.

    Raises:
        FieldNotFound: The model has a required field that the query does not.
    """
    names = _names(query, model)
    nested = relations_of(query.model, model)
    if not nested:
        rows = yield from query._values_plan(names)
    else:
        records = yield from query.preload(*nested)._all_plan()
        rows = [as_dict(record, [model]) for record in records]
    return pydantic.TypeAdapter(list[model]).validate_python(rows)  # type: ignore[valid-type]


def _names(query: Any, model: type[BaseModel]) -> list[str]:
    found = []
    relations = query.model.__relations__
    for name, info in model.model_fields.items():
        if name in query.model.__mapping__.columns or query._label(name) is not None:
            found.append(name)
        elif info.is_required() and name not in relations:
            known = [*query.model.__mapping__.names, *relations]
            raise FieldNotFound(f"{model.__name__}.{name} has no value in the query{nearest(name, known)}")
    return found


def relations_of(model: Any, target: type[BaseModel], prefix: str = "") -> list[str]:
    """Return the dotted names of the relations that a pydantic model's nested models need."""
    found: list[str] = []
    for name, info in target.model_fields.items():
        relation = model.__relations__.get(name)
        if relation is not None:
            found.append(prefix + name)
            for inner in () if relation.is_polymorphic else _models_in(info.annotation):
                found += relations_of(relation.target, inner, f"{prefix}{name}.")
    return found


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the pydantic models inside `Model`, `Model | None`, `list[Model]` or `One | Other`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for item in get_args(annotation) for found in _models_in(item)]


def as_dict(record: Any, targets: Iterable[type[BaseModel]]) -> dict[str, Any]:
    """Return a record's values for the pydantic models that it may become, related records as dicts."""
    values: dict[str, Any] = {}
    for name, info in (item for target in targets for item in target.model_fields.items()):
        if name in type(record).__relations__:
            values[name] = _related(getattr(record, name), _models_in(info.annotation))
        elif hasattr(record, name):
            values[name] = getattr(record, name)
    return values


def _related(value: Any, inner: list[type[BaseModel]]) -> Any:
    if value is None or not inner:
        return value
    if hasattr(value, "__iter__") and not isinstance(value, BaseModel):
        return [as_dict(item, inner) for item in value]
    return as_dict(value, inner)
