"""What is said of a model in another library's words, which would be passed over or fail much later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_origin

from ...field.column import Column
from ...interface.errors import ConfigurationError
from ...relation.definition.relation import Relation
from ...relation.kinds.belongs_to import BelongsTo
from ...relation.kinds.has_many import HasMany
from ...relation.kinds.has_one import HasOne

_DECLARED_BY: dict[type[Relation], str] = {BelongsTo: "belongs_to", HasOne: "has_one", HasMany: "has_many"}
_KINDS = {kind.__name__: kind for kind in _DECLARED_BY}
_RELATED = rf"(?:\w+\.)*({'|'.join(_KINDS)})\b"
_SUBSCRIPT = r"(?!(list|List|Optional|Sequence|Iterable)\[)[\w.]+\["
_OF_COLUMN = ("foreign_key", "index", "primary_key", "server_default", "unique")


def refuse_other_words(model: str, namespace: Mapping[str, Any], annotations: Mapping[str, Any]) -> None:
    """Raise if a class body says something as another library would have it said.

    Raises:
        ConfigurationError: It does; the message has the spelling of this one.
    """
    if "__tablename__" in namespace:
        raise ConfigurationError(f"{model}.__tablename__: write __table_name__ = {namespace['__tablename__']!r}")
    for name, value in namespace.items():
        if isinstance(value, Column):
            kept = _shown(annotations.get(name, "…"))
            raise ConfigurationError(
                f"{model}.{name}: Column is no default; write {name}: Annotated[{kept}, Column(…)]"
            )
        if isinstance(value, Relation) and not _fits(value, annotations.get(name)):
            kind = next(kind for kind in _DECLARED_BY if isinstance(value, kind))
            inside = re.sub(r"^\w+\[(.*)\]$", r"\1", _shown(annotations.get(name, "Model")))
            declared = f"{name}: {kind.__name__}[{inside}] = {_DECLARED_BY[kind]}(…)"
            raise ConfigurationError(f"{model}.{name}: a relation needs its annotation; write {declared}")
    for name, annotation in annotations.items():
        kind_of = _kind(annotation)
        if kind_of is not None and not isinstance(namespace.get(name), Relation):
            declared = f"{name}: {_shown(annotation)} = {_DECLARED_BY[kind_of]}()"
            raise ConfigurationError(f"{model}.{name} declares no relation yet; write {declared}")


def refuse_column_settings(model: str, fields: Iterable[tuple[str, Any]]) -> None:
    """Raise if pydantic's Field was given what only Column takes; pydantic puts it into the JSON schema.

    Raises:
        ConfigurationError: One was.
    """
    for name, info in fields:
        extra = info.json_schema_extra
        found = [setting for setting in _OF_COLUMN if isinstance(extra, dict) and setting in extra]
        if found:
            said = ", ".join(f"{setting}={extra[setting]!r}" for setting in found)
            raise ConfigurationError(f"{model}.{name}: Field takes no {found[0]}; write Annotated[…, Column({said})]")


def _kind(annotation: Any) -> type[Relation] | None:
    """Return the kind of relation that an annotation names; None where it names none."""
    if isinstance(annotation, str):
        if not any(name in annotation for name in _KINDS):
            return None
        found = re.match(_RELATED, annotation)
        return None if found is None else _KINDS[found[1]]
    origin = get_origin(annotation) or annotation
    return origin if origin in _DECLARED_BY else None


def _fits(relation: Relation, annotation: Any) -> bool:
    kind = _kind(annotation)
    if kind is not None:
        return isinstance(relation, kind)
    return isinstance(annotation, str) and re.match(_SUBSCRIPT, annotation) is not None


def _shown(annotation: Any) -> str:
    if isinstance(annotation, str):
        return annotation
    plain = isinstance(annotation, type) and get_origin(annotation) is None
    return annotation.__name__ if plain else re.sub(r"\b(?:\w+\.)+(?=\w)", "", str(annotation))
