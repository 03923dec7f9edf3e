"""The models under attack."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rhosocial.activerecord import ActiveRecord, HasMany, default_scope, has_many


class Target(ActiveRecord):
    """What an attacker would like to reach."""

    name: str
    age: int | None = None
    at: datetime | None = None
    meta: dict[str, Any] | None = None
    secrets: HasMany[Secret] = has_many(foreign_key="target_id")


class Secret(ActiveRecord):
    """What an attacker must not reach."""

    target_id: int
    text: str


class Scoped(ActiveRecord):
    """A model with a default scope."""

    name: str

    @default_scope
    def living(query):  # noqa: N805  # a scope takes the query
        return query.where(name="x")
