"""Tables of a case's own: each case has names that no other uses, so cases run in any order and side by side."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.base import StorageBackend

from .running import Runner

M = TypeVar("M", bound=type[ActiveRecord])


def served_by(model: M, backend: StorageBackend) -> M:
    """Return the same model on the same table, but served by another backend: what another process would use."""
    names = {"__module__": model.__module__, "__table_name__": model.__table_name__}  # type: ignore[attr-defined]
    metaclass: Any = type(model)
    made = metaclass(model.__name__, (model,), names)
    made.configure(backend)
    return cast(M, made)


class Tables:
    """Makes tables for the models of one case, and drops them after it.

    Args:
        run: The case's runner.
    """

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._prefix = f"t{uuid.uuid4().hex[:8]}_"
        self._created: list[type[ActiveRecord]] = []

    def name(self, name: str) -> str:
        """Return a name with the case's own prefix."""
        return self._prefix + name

    def adopt(self, model: M, backend: StorageBackend | None = None) -> M:
        """Serve a model from the backend under test, or another, and give it a table name of its own; create nothing.

        A `__table_name__` that already has the case's prefix is kept.
        """
        table = model.__dict__.get("__table_name__") or model.__name__.lower()
        model.__table_name__ = table if table.startswith(self._prefix) else self.name(table)  # type: ignore[attr-defined]
        model.configure(backend or self._run.backend)
        return model

    async def create(self, *models: type[ActiveRecord]) -> None:
        """Adopt models and create their tables, each after those it refers to; they are dropped after the case."""
        for model in models:
            self.adopt(model)
        self._created += models
        await self._define(lambda: self._run(models[0].create_tables, *models))

    def dropped_later(self, *models: type[Any]) -> None:
        """Have tables dropped after the case that it creates itself."""
        self._created += models

    async def drop(self) -> None:
        """Drop what was created."""
        if self._created:
            await self._define(lambda: self._run(self._created[0].drop_tables, *self._created, if_exists=True))

    async def _define(self, definition: Callable[[], Awaitable[None]]) -> None:
        """Define tables, in one transaction where the server can, which saves it many a wait for its disk."""
        if not self._run.backend.capabilities.transactional_ddl:
            await definition()
            return
        async with self._run.transaction():
            await definition()
