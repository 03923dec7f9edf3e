"""By which keys a relation's records are found: the conditions, and the queries for many records at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ...backend.expression.expression import Expression, and_, or_
from ...backend.expression.padding import longest_list
from ...interface.errors import ConfigurationError, FieldNotFound
from .declaration import Declaration

MAX_COMPOSITE_KEYS = 500
"""How many keys of several columns one statement asks for; servers limit how deep a chain of OR may be."""


class Keyed(Declaration):
    """A relation as conditions on keys."""

    def key_of(self, record: Any) -> tuple[object, ...]:
        """Return the key by which a record of the owner's finds its related ones.

        Raises:
            FieldNotFound: The record was loaded without it.
        """
        values = record.__dict__
        try:
            return tuple([values[name] for name in self.owner_keys])
        except KeyError as missing:
            raise FieldNotFound(
                f"{self.owner.__name__}.{self.name} needs {missing}, which was not loaded: select it, too"
            ) from None

    def key_there(self, other: Any) -> tuple[object, ...]:
        """Return the key by which a related record is found."""
        values = other.__dict__
        return tuple([values.get(name) for name in self.target_keys])

    def belongs(self, record: Any, other: Any) -> bool:
        """Tell whether another record's key is that of the record."""
        return self.key_there(other) == self.key_of(record)

    def query_of(self, record: Any) -> Any:
        """Return the query for the records related to one; a record without a key yet has none."""
        key = self.key_of(record)
        return self.narrowed(self.target.query().none()) if None in key else self.query_for([key])

    def query_for_many(self, keys: list[tuple[object, ...]]) -> Any:
        """Return the query that loads the relation for many keys at once."""
        return self.query_for(keys)

    def queries_for_all(self) -> list[Any]:
        """Return the query for all related records; before it those for what lies between, where anything does."""
        return [self.narrowed(self.target.query())]

    def as_loaded(self, query: Any) -> Any:
        """Return a query for related records as loading the relation asks it; conditions and joins ask it as it is."""
        return query

    def query_for(self, keys: Iterable[tuple[object, ...]]) -> Any:
        """Return the query for the records related to any of the keys."""
        return self.narrowed(self.target.query().where(self.matches(list(keys))))

    def narrowed(self, query: Any, ordered: bool = True) -> Any:
        """Apply the relation's own scope, and its order unless that does not matter, to a query for its target."""
        if self.scope is not None:
            query = self.scope(query)
        return query.order_by(*self.order_by) if self.order_by and ordered else query

    def ties(
        self, theirs: Callable[[str], Expression[Any]], mine: Callable[[str], Expression[Any]]
    ) -> list[Expression[bool]]:
        """Return the conditions under which a row of the target is related to one of the owner.

        Args:
            theirs: Returns a column of the target, as the query reaches it.
            mine: Returns a column of the owner.
        """
        self.check_within_reach()
        return [theirs(there) == mine(here) for here, there in zip(*self.keys)]

    def check_within_reach(self) -> None:
        """Look whether the owner's statements reach the target's table.

        Raises:
            ConfigurationError: It lies in another database.
        """
        mine, theirs = self.owner.__backend__, self.target.__backend__
        if mine is not theirs and None not in (mine, theirs) and not mine.shares_tables(theirs):
            raise ConfigurationError(
                f"{self.owner.__name__}.{self.name} leads to {self.target.__name__}, which lies in another database "
                f"({_place(theirs)}, and not {_place(mine)}), where no FOREIGN KEY and no join reaches: configure both "
                "with one URL if it is the same, or say belongs_to(constraint=False) and preload it"
            )

    def matches(self, keys: Sequence[tuple[object, ...]]) -> Expression[bool]:
        """Return the condition on the target's columns for some keys."""
        return self.matching([self.target.__mapping__.column(name) for name in self.target_keys], keys)

    @staticmethod
    def matching(columns: Sequence[Expression[Any]], keys: Sequence[tuple[object, ...]]) -> Expression[bool]:
        """Return the condition that columns hold any of some keys."""
        if len(columns) == 1:
            (column,) = columns
            return column.in_([key[0] for key in keys]) if len(keys) > 1 else column == keys[0][0]
        found = [and_(*(column == part for column, part in zip(columns, key))) for key in keys]
        return or_(*found)

    def keys_at_once(self) -> int:
        """Say for how many keys one statement can ask, IN-lists being padded."""
        if len(self.owner_keys) > 1:
            return MAX_COMPOSITE_KEYS
        limit: int = self.target.backend().capabilities.max_parameters
        return longest_list(limit)  # what is left serves the relation's scope


def _place(backend: Any) -> str:
    return f"{backend.name} {backend.place or 'of its own in memory'}"
