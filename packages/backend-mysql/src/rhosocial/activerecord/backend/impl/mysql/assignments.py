"""The order of assignments, for servers that carry them out from left to right instead of all at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rhosocial.activerecord.backend.expression.column import ColumnRef
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.expression.select import Select
from rhosocial.activerecord.backend.expression.write import Excluded
from rhosocial.activerecord.interface.errors import UnsupportedFeatureError

Assignment = tuple[ColumnRef[Any], Node]


def in_order(assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    """Put each assignment after those that read its column.

    Raises:
        UnsupportedFeatureError: Two wait for each other.
    """
    if len(assignments) == 1:
        return assignments
    read = {column.name: set(_columns(value)) - {column.name} for column, value in assignments}
    if not any(read.values()):
        return assignments
    values = {column.name: (column, value) for column, value in assignments}
    ordered: list[Assignment] = []
    while values:
        free = [name for name in values if not any(name in read[other] for other in values)]
        if not free:
            raise UnsupportedFeatureError(
                "this server assigns from left to right, so columns can't take each other's values: use two updates"
            )
        ordered += [values.pop(name) for name in free]
    return tuple(ordered)


def _columns(part: Any) -> Iterator[str]:
    """Walk to the names of the columns that a value reads from the row as it is."""
    if isinstance(part, ColumnRef):
        yield part.name
    elif isinstance(part, tuple):
        for item in part:
            yield from _columns(item)
    elif isinstance(part, Select):
        yield from _columns(tuple(part.clauses.values()))
    elif isinstance(part, Node) and not isinstance(part, Excluded):
        for name in part.fields:
            yield from _columns(getattr(part, name))
