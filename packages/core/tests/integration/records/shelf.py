"""A model at the top of a module, as pickle needs it."""

from __future__ import annotations

from typing import Any

from rhosocial.activerecord import ActiveRecord


class Shelf(ActiveRecord):
    label: str
    tags: list[str] = []
    notes: dict[str, Any] | None = None
