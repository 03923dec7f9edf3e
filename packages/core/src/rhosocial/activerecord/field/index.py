"""`Index(...)`: what an entry of `__indexes__` says beyond the names of fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..backend.expression.expression import Expression

Made = Callable[[Any], Expression[Any]]


class Index:
    """An index, perhaps unique, perhaps of some rows only, of fields or of what is computed from them.

    Args:
        parts: Names of fields, columns, or functions of the model to an expression.
        unique: Whether no two rows may have the same values.
        where: A function of the model to the condition of the rows that the index covers; all where not given.
        name: Its name; by default made of the table's and the fields'.

    Examples:
        >>> class Article(SoftDeleteMixin, ActiveRecord):
        ...     __indexes__ = (Index("slug", unique=True, where=lambda article: article.deleted_at.is_null()),)
        ...     slug: Annotated[str, Field(max_length=80)]
    """

    __slots__ = ("name", "parts", "unique", "where")

    def __init__(
        self,
        *parts: str | Expression[Any] | Made,
        unique: bool = False,
        where: Made | None = None,
        name: str | None = None,
    ) -> None:
        self.parts = parts
        self.unique = unique
        self.where = where
        self.name = name
