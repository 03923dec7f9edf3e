"""Hooks: methods named for an event or declared for it, and the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any, TypeVar

import pydantic

from ...backend.plan import Plan, call_plan
from ...interface.errors import (
    ActiveRecordError,
    ConfigurationError,
    ErrorDetail,
    RecordNotSaved,
    ValidationError,
    nearest,
)
from ...interface.slotted import slotted

EVENTS = tuple(
    f"{when}_{what}" for what in ("validate", "save", "create", "update", "delete") for when in ("before", "after")
)
OTHER_EVENTS = ("after_load", "after_commit", "after_rollback")


class Hooks:
    """No-op hooks, so that a mixin may call `super()` in any order."""

    def before_validate(self) -> Any:
        """Called before a record is validated for saving."""

    def after_validate(self) -> Any:
        """Called once a record is valid."""

    def before_save(self) -> Any:
        """Called before an INSERT or UPDATE; returning False stops it."""

    def after_save(self) -> Any:
        """Called after an INSERT or UPDATE, in its transaction."""

    def before_create(self) -> Any:
        """Called before an INSERT; returning False stops it."""

    def after_create(self) -> Any:
        """Called after an INSERT, in its transaction."""

    def before_update(self) -> Any:
        """Called before an UPDATE; returning False stops it."""

    def after_update(self) -> Any:
        """Called after an UPDATE, in its transaction."""

    def before_delete(self) -> Any:
        """Called before a DELETE; returning False stops it."""

    def after_delete(self) -> Any:
        """Called after a DELETE, in its transaction."""

    def after_load(self) -> Any:
        """Called for each record that is loaded."""

    def after_commit(self) -> Any:
        """Called once the transaction that wrote the record is committed."""

    def after_rollback(self) -> Any:
        """Called once the transaction that wrote the record is rolled back."""


KINDS = ("create", "update", "delete")
F = TypeVar("F", bound=Callable[..., Any])


@slotted
class HookMethod:
    """A method that an event calls, for writes of some kinds or of all."""

    name: str
    kinds: frozenset[str]


def hook(event: str, *, on: str | Iterable[str] = KINDS) -> Callable[[F], F]:
    """Have a method called at an event; a model or a mixin may have several for each.

    The method that bears the event's name is called first, then those declared, a base's before a subclass's.

    Args:
        event: `before_save`, `after_commit` and their kin.
        on: For writes of which kinds: create, update, delete.

    Raises:
        ConfigurationError: There is no such event or kind.

    Examples:
        >>> class Article(ActiveRecord):
        ...     title: str
        ...     @hook("after_commit", on="create")
        ...     def announce(self) -> None: ...
    """
    kinds = frozenset({on} if isinstance(on, str) else on)
    if event not in (*EVENTS, *OTHER_EVENTS):
        raise ConfigurationError(f"there is no event {event!r}{nearest(event, (*EVENTS, *OTHER_EVENTS))}")
    if not kinds or not kinds.issubset(KINDS):
        raise ConfigurationError(f"on={on!r} of a hook: any of {', '.join(KINDS)}")

    def declare(method: F) -> F:
        vars(method)["__events__"] = {**vars(method).get("__events__", {}), event: kinds}
        return method

    return declare


def _refuse_unreached(cls: type[Any]) -> None:
    """Raise if a mixin has a hook by an event's name that Python never comes to: the no-op hooks stand before it."""
    behind = cls.__mro__[cls.__mro__.index(Hooks) + 1 :]
    for base in behind:
        for name in {*EVENTS, *OTHER_EVENTS}.intersection(vars(base)):
            raise ConfigurationError(
                f"{cls.__name__}: {base.__name__}.{name} stands behind the classes of records and would not be called; "
                f"name the mixin first: class {cls.__name__}({base.__name__}, …)"
            )


def hooks_of(cls: type[Any]) -> dict[str, tuple[HookMethod, ...]]:
    """Return the methods that each event calls, for the events that a class or a mixin of its has any for.

    Raises:
        ConfigurationError: A mixin's hook would not be called.
    """
    _refuse_unreached(cls)
    found: dict[str, dict[str, HookMethod]] = {}
    for name in (*EVENTS, *OTHER_EVENTS):
        if getattr(cls, name) is not getattr(Hooks, name):
            found[name] = {name: HookMethod(name, frozenset(KINDS))}
    for base in reversed(cls.__mro__):
        for name, method in [item for item in vars(base).items() if isinstance(item[1], FunctionType)]:
            for event, kinds in vars(method).get("__events__", {}).items():
                found.setdefault(event, {})[name] = HookMethod(name, kinds)
    return {event: tuple(methods.values()) for event, methods in found.items()}


def _called_plan(record: Any, name: str, event: str) -> Plan[Any]:
    """Call a hook; what one that validates raises as a validator would is told as validation tells it."""
    try:
        return (yield from call_plan(getattr(record, name)))
    except pydantic.ValidationError as error:
        if not event.endswith("validate"):
            raise
        raise ValidationError.from_pydantic(error, hidden=type(record).__hidden__) from error
    except ValueError as error:
        if not event.endswith("validate") or isinstance(error, ActiveRecordError):
            raise
        detail = ErrorDetail(type="value_error", loc=(), msg=f"Value error, {error}", input=None)
        raise ValidationError(type(record).__name__, [detail]) from error


def hook_plan(record: Any, *events: str, kind: str) -> Plan[None]:
    """Call a record's hooks for these events, those that it has.

    Raises:
        RecordNotSaved: A `before_*` hook returned False.
        ValidationError: A `before_validate` or `after_validate` hook raised a ValueError.
    """
    hooks: Mapping[str, tuple[HookMethod, ...]] = type(record).__hooks__
    for event in events:
        for method in hooks.get(event, ()):
            if kind not in method.kinds:
                continue
            result = yield from _called_plan(record, method.name, event)
            if result is False and event.startswith("before_"):
                raise RecordNotSaved(f"{type(record).__name__}.{method.name} returned False: nothing was written")
