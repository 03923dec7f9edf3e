"""Hooks that has_many calls as records come to belong to its owner, and as they leave it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...backend.plan import Plan, call_plan
from ...interface.errors import ConfigurationError, RecordNotSaved, nearest

if TYPE_CHECKING:
    from ..definition.relation import Relation

CollectionHook = str | Callable[[Any, Any], object]
"""The name of a method of the owner's that takes the record, or a function of the owner and the record."""

CollectionHooks = CollectionHook | Sequence[CollectionHook] | None

_DONE = {"before_add": "added to", "before_remove": "removed from"}


def listed(hooks: CollectionHooks) -> tuple[CollectionHook, ...]:
    """Return hooks given as one, as several or not at all."""
    if hooks is None:
        return ()
    return tuple(hooks) if isinstance(hooks, Sequence) and not isinstance(hooks, str) else (hooks,)


def check_collection_hooks(model: Any) -> None:
    """Raise unless all hooks of a model's relations can be called.

    Raises:
        ConfigurationError: One names no method of the model's, or is no function.
    """
    for relation in model.__relations__.values():
        for event, hooks in relation.collection_hooks.items():
            for hook in hooks:
                if not callable(inspect.getattr_static(model, hook, None) if isinstance(hook, str) else hook):
                    raise _not_callable(relation, event, hook)


def _not_callable(relation: Relation, event: str, hook: object) -> ConfigurationError:
    methods = [name for name, item in vars(relation.owner).items() if inspect.isfunction(item)]
    return ConfigurationError(
        f"{relation.owner.__name__}.{relation.name} has {event}={hook!r}, which is no method of "
        f"{relation.owner.__name__}{nearest(str(hook), methods)}: name a method that takes the record, or give a "
        "function of the owner and the record"
    )


def collection_hooks_plan(relation: Relation, event: str, owner: Any, record: Any) -> Plan[None]:
    """Call what a relation has for an event.

    Raises:
        RecordNotSaved: A `before_*` hook returned False.
    """
    for hook in relation.collection_hooks.get(event, ()):
        if isinstance(hook, str):
            result = yield from call_plan(getattr(owner, hook), record)
        else:
            result = yield from call_plan(hook, owner, record)
        if result is False and event in _DONE:
            name = hook if isinstance(hook, str) else getattr(hook, "__name__", repr(hook))
            raise RecordNotSaved(
                f"{name}, {event} of {relation.owner.__name__}.{relation.name}, returned False: "
                f"the record was not {_DONE[event]} it"
            )
