"""Finding the models that a relation's annotation names."""

from __future__ import annotations

import re
import types
from typing import Any, ForwardRef, Union, get_args, get_origin

from ...interface.errors import ConfigurationError
from .registry import find_model

_SUBSCRIPT = r"(?s)^[\w.]+\[(.*)\]$"  # compiled when first used: not each program has relations
_TYPING = r"(typing\.)?(Optional|Union)\[|\]"


def target_of(annotation: Any, owner: type[Any], names: dict[str, Any]) -> Any:
    """Return the model that `HasMany["Book"]`, or such an annotation as text, names; see `targets_of`."""
    return targets_of(annotation, owner, names)[0]


def targets_of(annotation: Any, owner: type[Any], names: dict[str, Any]) -> list[Any]:
    """Return the models that `BelongsTo["Post | Photo"]`, or such an annotation as text, names.

    Args:
        annotation: The annotation as it was written.
        owner: The model that has the relation.
        names: What is defined where the model is.

    Raises:
        ConfigurationError: The annotation names no model.
    """
    if isinstance(annotation, str):
        inside = re.match(_SUBSCRIPT, annotation.strip())
        found = _named(inside[1] if inside else annotation, owner, names)
    else:
        found = [model for argument in get_args(annotation)[:1] for model in _of_argument(argument, owner, names)]
    if not found:
        raise ConfigurationError(
            f"a relation of {owner.__name__} names no model: write BelongsTo[Author], HasMany['Book']"
        )
    return found


def allows_none(annotation: Any) -> bool:
    """Tell whether `BelongsTo["Book | None"]`, or such an annotation as text, says that there may be no record."""
    if isinstance(annotation, str):
        return re.search(r"\b(None|Optional)\b", annotation) is not None
    if isinstance(annotation, ForwardRef):
        return allows_none(annotation.__forward_arg__)
    return annotation is type(None) or any(map(allows_none, get_args(annotation)))


def _of_argument(argument: Any, owner: type[Any], names: dict[str, Any]) -> list[Any]:
    if isinstance(argument, str):
        return _named(argument, owner, names)
    if isinstance(argument, ForwardRef):
        return _named(argument.__forward_arg__, owner, names)
    if get_origin(argument) in (Union, types.UnionType):
        return [model for item in get_args(argument) for model in _of_argument(item, owner, names)]
    return [] if argument is type(None) else [argument]


def _named(text: str, owner: type[Any], names: dict[str, Any]) -> list[Any]:
    """Resolve names: `Book`, `"Book"`, `Book | None`, `Optional["Book"]`, `Post | Photo`."""
    plain = [name.strip(" \n'\"") for name in re.split(r"[|,]", re.sub(_TYPING, "", text))]
    return [_model(name, owner, names) for name in plain if name not in ("None", "")]


def _model(name: str, owner: type[Any], names: dict[str, Any]) -> Any:
    found = names.get(name)
    return found if isinstance(found, type) else find_model(name, owner)
