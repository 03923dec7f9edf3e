"""Queries: an immutable builder, keyword lookups, and the plans that run them."""

from .query import Query
from .scopes import default_scope, scope
from .shaping import exists

__all__ = ["Query", "default_scope", "exists", "scope"]
