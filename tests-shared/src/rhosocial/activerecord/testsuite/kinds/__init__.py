"""The kinds of value a field may have, and for each the values that every backend must keep, and those that hurt."""

from .kind import Kind
from .structures import STRUCTURES
from .values import PLAIN

KINDS: tuple[Kind, ...] = (*PLAIN, *STRUCTURES)
"""Every kind of field that the library gives a column type."""

__all__ = ["KINDS", "Kind"]
