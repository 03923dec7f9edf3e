"""A kind of value."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st


def equal(stored: object, loaded: object) -> bool:
    """Compare so that NaN equals itself, and True is not 1."""
    if type(stored) is not type(loaded):
        return False
    if isinstance(stored, (float, Decimal)) and math.isnan(stored):
        return isinstance(loaded, (float, Decimal)) and math.isnan(loaded)
    return bool(stored == loaded)


@dataclass(frozen=True)
class Kind:
    """What a field is annotated with, and values for it.

    Attributes:
        name: What cases call it.
        annotation: The field's annotation.
        kept: Values that every backend keeps exactly.
        hurting: Values that a backend keeps exactly or refuses with an error, never changes.
        comparable: Whether a condition may compare the column with a value.
        same: Whether what was loaded is what was stored.
    """

    name: str
    annotation: Any
    kept: st.SearchStrategy[Any]
    hurting: st.SearchStrategy[Any] | None = None
    comparable: bool = True
    same: Callable[[Any, Any], bool] = equal

    def __str__(self) -> str:
        return self.name
