"""Finding the model that a relation's annotation names."""

from __future__ import annotations

import re
import types
from typing import Any, ForwardRef, Union, get_args, get_origin

from ..interface.errors import ConfigurationError
from .registry import find_model

_SUBSCRIPT = re.compile(r"^[\w.]+\[(.*)\]$", re.DOTALL)


def target_of(annotation: Any, owner: type[Any], names: dict[str, Any]) -> Any:
    """Return the model that `HasMany["Book"]`, or such an annotation as text, names.

    Args:
        annotation: The annotation as it was written.
        owner: The model that has the relation.
        names: What is defined where the model is.

    Raises:
        ConfigurationError: The annotation names no model.
    """
    if isinstance(annotation, str):
        inside = _SUBSCRIPT.match(annotation.strip())
        return _named(inside[1] if inside else annotation, owner, names)
    arguments = get_args(annotation)
    if not arguments:
        raise ConfigurationError(
            f"a relation of {owner.__name__} names no model: write BelongsTo[Author], HasMany['Book']"
        )
    return _of_argument(arguments[0], owner, names)


def _of_argument(argument: Any, owner: type[Any], names: dict[str, Any]) -> Any:
    if isinstance(argument, str):
        return _named(argument, owner, names)
    if isinstance(argument, ForwardRef):
        return _named(argument.__forward_arg__, owner, names)
    if get_origin(argument) in (Union, types.UnionType):
        return _of_argument(next(item for item in get_args(argument) if item is not type(None)), owner, names)
    return argument


def _named(text: str, owner: type[Any], names: dict[str, Any]) -> Any:
    """Resolve a name: `Book`, `"Book"`, `Book | None`, `Optional["Book"]`."""
    plain = text.replace("Optional[", "").replace("]", "").partition("|")[0].strip().strip("'\"")
    found = names.get(plain)
    return found if isinstance(found, type) else find_model(plain, owner)
