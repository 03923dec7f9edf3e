"""Scopes: named pieces of a query that belong to a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from ..interface.errors import QueryError

P = ParamSpec("P")
Q = TypeVar("Q")

SCOPED = ("where", "order_by")
"""The clauses that a default scope may add to."""


class Scope(Generic[Q, P]):
    """A method of a model that takes a query and returns one; called on the class or on a query."""

    def __init__(self, function: Callable[Concatenate[Q, P], Q], default: bool = False) -> None:
        self.function = function
        self.default = default
        self.name = getattr(function, "__name__", "")
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: Any) -> Callable[P, Q]:
        def scoped(*arguments: P.args, **keywords: P.kwargs) -> Q:
            made: Q = self.apply(owner.query(), *arguments, **keywords)
            return made

        return scoped

    def apply(self, query: Any, *arguments: Any, **keywords: Any) -> Any:
        """Apply the scope to a query.

        Raises:
            QueryError: The method returned no query.
        """
        made = self.function(query, *arguments, **keywords)
        if type(made) is not type(query):
            raise QueryError(f"the scope {self.name!r} must return a query, not {made!r}")
        return made


def scope(function: Callable[Concatenate[Q, P], Q]) -> Scope[Q, P]:
    """Make a method a scope: `Author.adults()`, `Author.where(…).adults(21)`.

    Examples:
        >>> class Author(ActiveRecord):
        ...     age: int
        ...     @scope
        ...     def adults(query: Query["Author"], since: int = 18) -> Query["Author"]:
        ...         return query.where(age__gte=since)
    """
    return Scope(function)


def default_scope(function: Callable[Concatenate[Q, P], Q]) -> Scope[Q, P]:
    """Make a method a scope that every query of the model starts with, until `unscoped("its_name")`.

    It may add conditions and an order. New records are not affected by it.
    """
    return Scope(function, default=True)


def scopes_of(cls: type[Any]) -> dict[str, Scope[Any, Any]]:
    """Return the scopes that a class and its bases define."""
    found: dict[str, Scope[Any, Any]] = {}
    for base in reversed(cls.__mro__):
        found |= {name: item for name, item in vars(base).items() if isinstance(item, Scope)}
    return found


def apply_defaults(query: Any, scopes: Mapping[str, Scope[Any, Any]]) -> Any:
    """Apply default scopes, remembering what each added so that it can be taken away."""
    for name, item in scopes.items():
        made = item.apply(query)
        before = query.clauses
        added = {clause: made.clauses.get(clause, ())[len(before.get(clause, ())) :] for clause in SCOPED}
        query = made._with_options(scoped={**made.options.get("scoped", {}), name: added})
    return query


def without_scopes(query: Any, names: tuple[str, ...]) -> Any:
    """Take away what default scopes added; all of them where none is named.

    Raises:
        QueryError: The query has no default scope of a name.
    """
    scoped: Mapping[str, Mapping[str, tuple[Any, ...]]] = query.options.get("scoped", {})
    for name in names:
        if name not in scoped:
            known = ", ".join(scoped) or "none"
            raise QueryError(f"{query.model.__name__} has no default scope {name!r} here; it has: {known}")
    removed = names or tuple(scoped)
    gone = {id(node) for name in removed for nodes in scoped[name].values() for node in nodes}
    kept = {
        clause: tuple(node for node in query.clauses[clause] if id(node) not in gone)
        for clause in SCOPED
        if clause in query.clauses
    }
    left = {name: item for name, item in scoped.items() if name not in removed}
    return query._with(**kept)._with_options(scoped=left)
