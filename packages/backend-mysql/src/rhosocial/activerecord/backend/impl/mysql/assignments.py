"""The order of assignments, for servers that carry them out from left to right instead of all at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rhosocial.activerecord.backend.expression.column import ColumnRef
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.expression.select import Select

Assignment = tuple[ColumnRef[Any], Node]


def in_order(assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...] | None:
    """Put each assignment after those that read its column; None where two wait for each other."""
    if len(assignments) == 1:
        return assignments
    read = {column.name: set(_columns(value)) - {column.name} for column, value in assignments}
    if not any(read.values()):
        return assignments
    ordered: list[Assignment] = []
    waiting = list(assignments)
    while waiting:
        free = [item for item in waiting if not any(item[0].name in read[other[0].name] for other in waiting)]
        if not free:
            return None
        ordered += free
        waiting = [item for item in waiting if item not in free]
    return tuple(ordered)


def _columns(part: Any) -> Iterator[str]:
    """Walk to the names of the columns that a value reads."""
    if isinstance(part, ColumnRef):
        yield part.name
    elif isinstance(part, tuple):
        for item in part:
            yield from _columns(item)
    elif isinstance(part, Select):
        yield from _columns(tuple(part.clauses.values()))
    elif isinstance(part, Node):
        for name in part.fields:
            yield from _columns(getattr(part, name))
