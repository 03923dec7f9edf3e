"""What the relations to one record share."""

from __future__ import annotations

from typing import Any

from ..definition.held import Missing, Unsaved
from ..definition.relation import Relation


class ToOne(Relation):
    """A relation to one record or none."""

    def value(self, held: Any) -> Any:
        kind = type(held)
        return held.record if kind is Unsaved else None if kind is Missing else held
