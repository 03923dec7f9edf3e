"""Iterating over a query, and its length while that has begun.

list(), tuple(), sorted() and `[*query]` begin an iteration and then ask the query how long it is. That is the number of
the records which this iteration will bring: they are loaded then, where a COUNT would be a statement more.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any


class Iteration:
    """An iteration that has begun and brought nothing yet.

    Args:
        query: What it goes over; None once it brings records.
    """

    __slots__ = ("__weakref__", "query", "records")

    def __init__(self, query: Any) -> None:
        self.query = query
        self.records: list[Any] | None = None

    def length(self) -> int:
        """Load its records and return how many there are."""
        records: list[Any] = self.query.all() if self.records is None else self.records
        self.records = records
        return len(records)


_LATEST: ContextVar[weakref.ref[Iteration] | None] = ContextVar("latest_iteration", default=None)


def iterate(query: Any) -> Iterator[Any]:
    """Begin an iteration: a stream, unless its length is asked for before its first record."""
    iteration = Iteration(query)
    _LATEST.set(weakref.ref(iteration))
    return _records(iteration)


def _records(iteration: Iteration) -> Iterator[Any]:
    query, iteration.query = iteration.query, None
    yield from query.iterate() if iteration.records is None else iteration.records


def begun(query: Any) -> Iteration | None:
    """Return the iteration over a query that this thread or task has just begun; None where there is none."""
    latest = _LATEST.get()
    iteration = None if latest is None else latest()
    return iteration if iteration is not None and iteration.query is query else None
