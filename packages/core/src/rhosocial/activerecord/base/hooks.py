"""Hooks by method name: which ones a model has, and the order in which they run."""

from __future__ import annotations

from typing import Any

from ..backend.plan import Plan, call_plan
from ..interface.errors import RecordNotSaved

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


def hooks_of(cls: type[Any]) -> frozenset[str]:
    """Return the names of the hooks that a class or a mixin of its defines."""
    return frozenset(name for name in (*EVENTS, *OTHER_EVENTS) if getattr(cls, name) is not getattr(Hooks, name))


def hook_plan(record: Any, *names: str) -> Plan[None]:
    """Call a record's hooks of these names, those that it has.

    Raises:
        RecordNotSaved: A `before_*` hook returned False.
    """
    for name in names:
        if name in type(record).__hooks__:
            result = yield from call_plan(getattr(record, name))
            if result is False and name.startswith("before_"):
                raise RecordNotSaved(f"{type(record).__name__}.{name} returned False: nothing was written")
