"""Resolving `through`: the relations, one behind the other, by which a relation reaches its target."""

from __future__ import annotations

import weakref
from typing import Annotated, Any

from ...field.column import Column
from ...field.naming import snake_case
from ...field.types import strip
from ...interface.errors import ConfigurationError, nearest
from ..definition.inverse import refers_to
from ..definition.registry import find_model
from ..definition.relation import Relation
from .belongs_to import BelongsTo
from .has_many import HasMany

_belongs_to: Any = BelongsTo


def steps_of(relation: Relation) -> tuple[Relation, ...]:
    """Return the plain relations that a relation leads over.

    Raises:
        ConfigurationError: `through` or `source` leads nowhere, or to more than one place.
    """
    first = relation.owner.__relations__.get(relation.through) if isinstance(relation.through, str) else None
    if first is not None:
        return (*first.steps, *_onward(relation, first.target).steps)
    return _by_model(relation, _model_between(relation))


def _onward(relation: Relation, between: Any) -> Relation:
    """Return the relation by which the model in between leads on to the target."""
    names = [relation.source] if relation.source else [relation.name, relation.name.removesuffix("s")]
    found = next((between.__relations__[name] for name in names if name in between.__relations__), None)
    if found is None:
        raise ConfigurationError(
            f"{relation.owner.__name__}.{relation.name}: {between.__name__} has no relation "
            f"{' or '.join(map(repr, names))}{nearest(names[0], between.__relations__)}: name one with source=…"
        )
    return found  # type: ignore[no-any-return]


def _model_between(relation: Relation) -> Any:
    """Return the model in between: given, named, or made for a bare table."""
    if not isinstance(relation.through, str):
        return relation.through
    if relation.through[:1].isupper():
        return find_model(relation.through, relation.owner)
    return _model_of_table(relation, relation.through)


def _by_model(relation: Relation, between: Any) -> tuple[Relation, ...]:
    back = _belonging(relation, between, relation.owner, relation.foreign_key)
    onward = _belonging(relation, between, relation.target, None, besides=back)
    first: HasMany[Any] = HasMany(foreign_key=back.owner_keys, primary_key=back.target_keys)
    first.name, first._owner, first._target = f"{relation.name}_between", weakref.ref(relation.owner), between
    return first, onward


def _belonging(relation: Relation, between: Any, model: Any, keys: Any, besides: Relation | None = None) -> Relation:
    """Return the belongs_to of the model in between that leads to a model."""
    found = [item for item in between.__relations__.values() if item.holds_key and refers_to(item, model)]
    if keys is not None:
        found = [item for item in found if item.owner_keys == keys]
    if besides is not None:
        found = [item for item in found if item is not besides and relation.source in (None, item.name)]
    if len(found) != 1:
        raise ConfigurationError(
            f"{relation.owner.__name__}.{relation.name}: {between.__name__} has {len(found)} belongs_to for "
            f"{model.__name__}, and one is needed; name it with {'source' if besides else 'foreign_key'}=…"
        )
    return found[0]  # type: ignore[no-any-return]


class _BackendOf:
    """Serves a model from the backend of another, whichever that comes to be."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __get__(self, instance: object, owner: object) -> Any:
        return self._model.__backend__


def _model_of_table(relation: Relation, table: str) -> Any:
    """Make the model of a bare table: the foreign keys of both sides, which together are its key."""
    owner, target = relation.owner, relation.target
    base = next(item for item in owner.__mro__ if item.__dict__.get("__abstract__") and not item.__pydantic_fields__)
    keys = target.__mapping__.key_names
    named = tuple(f"{relation.source}_{key}" for key in keys) if relation.source else None
    mine, theirs = _foreign_keys(owner, relation.foreign_key), _foreign_keys(target, named)
    if set(mine) & set(theirs):
        raise ConfigurationError(
            f"{owner.__name__}.{relation.name}: both sides would be {', '.join(mine)} in {table!r}; "
            'name them apart: foreign_key="follower_id" for this side, source="followed" for the other'
        )
    there = relation.source or "there"
    return type(owner)(
        f"{owner.__name__}To{target.__name__}",
        (base,),
        {
            "__module__": owner.__module__,
            "__table_name__": table,
            "__primary_key__": (*mine, *theirs),
            "__annotations__": {**mine, **theirs, "here": _belongs_to[owner], there: _belongs_to[target]},
            "here": BelongsTo(foreign_key=tuple(mine)),
            there: BelongsTo(foreign_key=tuple(theirs)),
            "__backend__": _BackendOf(owner),
        },
    )


def _foreign_keys(model: Any, names: tuple[str, ...] | None) -> dict[str, Any]:
    """Return the annotations of the fields that name a model's key."""
    keys = model.__mapping__.key_names
    given = names or tuple(f"{snake_case(model.__name__)}_{key}" for key in keys)
    return {name: _type_of(model.model_fields[key]) for name, key in zip(given, keys)}


def _type_of(info: Any) -> Any:
    annotation, _, metadata = strip(info.annotation, info.metadata)
    parts = (annotation, *[item for item in metadata if not isinstance(item, Column)])
    return Annotated[parts] if parts[1:] else annotation


def tables_between(models: Any) -> list[Any]:
    """Return the models of the bare tables between models, one for each table."""
    found: dict[str, Any] = {}
    for model in models:
        for relation in model.__relations__.values():
            table = relation.through
            if not isinstance(table, str) or table[:1].isupper() or table in model.__relations__:
                continue
            if relation.target in models:
                found.setdefault(table, relation.steps[0].target)
    return list(found.values())
