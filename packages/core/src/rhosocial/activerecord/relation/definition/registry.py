"""All models by name, so that relations can name those that are defined later or elsewhere."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import Any

from ...interface.errors import ConfigurationError, nearest

_MODELS: dict[str, weakref.WeakValueDictionary[tuple[str, str], Any]] = {}


def register_model(model: type[Any]) -> None:
    """Make a model findable by its name; one defined again in the same place replaces the former."""
    named = _MODELS.setdefault(model.__name__, weakref.WeakValueDictionary())
    named[model.__module__, model.__qualname__] = model


def find_model(name: str, near: type[Any]) -> Any:
    """Return the model of a name, plain or with its module in front.

    Args:
        name: `"Book"` or `"shop.models.Book"`.
        near: The model that asks; one in its function, or its module, is preferred.

    Raises:
        ConfigurationError: No model has the name, or several do.
    """
    module, _, plain = name.rpartition(".")
    found = [model for model in _MODELS.get(plain, {}).values() if not module or model.__module__ == module]
    nearby = _same_scope(found, near) or [model for model in found if model.__module__ == near.__module__] or found
    if len(nearby) == 1:
        return nearby[0]
    if not nearby:
        raise ConfigurationError(
            f"{near.__name__} has a relation to {name!r}, and no model of that name is imported"
            f"{nearest(plain, _MODELS)}"
        )
    places = ", ".join(sorted(f"{model.__module__}.{model.__qualname__}" for model in nearby))
    raise ConfigurationError(f"{near.__name__} has a relation to {name!r}, which several models are called: {places}")


def _same_scope(models: Iterable[Any], near: Any) -> list[Any]:
    return [model for model in models if _scope(model) == _scope(near)]


def _scope(model: Any) -> tuple[str, str]:
    return model.__module__, model.__qualname__.rpartition(".")[0]
