"""Queries: an immutable builder, keyword lookups, and the plans that run them."""

from .query import Query

__all__ = ["Query"]
