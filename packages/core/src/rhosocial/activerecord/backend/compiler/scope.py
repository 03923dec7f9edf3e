"""Which tables a SELECT sees, and what they are called in its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...interface.errors import QueryError
from ..expression.column import Table
from ..expression.select import Derived, Join
from ..expression.walk import tables_in


class Scope:
    """The tables of one SELECT, inside those of the SELECT around it.

    Args:
        outer: The scope around it.
        written: The table that the statement writes, where this is the scope of an UPDATE or DELETE.
    """

    def __init__(self, outer: Scope | None = None, written: Table | None = None) -> None:
        self.outer = outer
        self.written = written
        self._labels: dict[tuple[str | None, ...], str] = {}
        self._tables: list[Table] = []

    def add(self, table: Table) -> None:
        """Give a table a name that no other in sight has: its own, that of its path, or one with a number."""
        taken = set(self._taken())
        wanted = table.label
        if wanted in taken and table.path:
            wanted = "_".join(table.path)
        label, number = wanted, 1
        while label in taken:
            label, number = f"{wanted}_{number}", number + 1
        self._labels[table.key] = label
        self._tables.append(table)

    def _taken(self) -> Iterator[str]:
        yield from self._labels.values()
        if self.outer is not None:
            yield from self.outer._taken()

    def reads_written(self, table: Table) -> bool:
        """Tell whether a subquery here reads the table that the statement around it writes."""
        root = self
        while root.outer is not None:
            root = root.outer
        return root is not self and root.written is not None and root.written.key[:2] == table.key[:2]

    def has(self, table: Table) -> bool:
        """Tell whether this SELECT itself has the table."""
        return table.key in self._labels

    def label_of(self, table: Table) -> str:
        """Return what a table is called.

        Raises:
            QueryError: It is not in the query, or is there more than once.
        """
        label = self._labels.get(table.key)
        if label is not None:
            return label
        same = [] if table.path else [item for item in self._tables if _serves(item, table)]
        if len(same) == 1 and table.alias is None:
            return self._labels[same[0].key]
        if len(same) > 1:
            paths = " and ".join(".".join(item.path) or item.label for item in same)
            raise QueryError(
                f"{table.name!r} is ambiguous: the query reaches it by {paths}; name the column through the relation, "
                f"as in Model.{same[0].path[0] if same[0].path else same[0].label}.column"
            )
        if self.outer is not None:
            return self.outer.label_of(table)
        raise QueryError(f"the query does not have the table {table.label!r}: join it first")


def _serves(table: Table, wanted: Table) -> bool:
    """Tell whether a table is what a column of `wanted` means: the same one, or one that bears its name here."""
    return table.key[:2] == wanted.key[:2] or (wanted.alias is None and table.alias == wanted.name)


def missing_joins(clauses: Iterable[Any], joins: Iterable[Join]) -> list[Join]:
    """Return the joins that columns reached through relations need and the query does not have."""
    present = {named(join.table).key for join in joins}
    found: list[Join] = []
    for table in tables_in(tuple(clauses)):
        for join in table.joins:
            if isinstance(join, Join) and (key := named(join.table).key) not in present:
                present.add(key)
                found.append(join)
    return found


def named(source: Any) -> Table:
    """Return the table that bears the name of what stands in FROM or JOIN."""
    table: Table = source.table if isinstance(source, Derived) else source
    return table
