"""Rows in chunks: the two shells of a stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import TypeVar

from ..compiler.compiled import CompiledQuery, Row
from ..expression.statement import Statement
from .backend import PlanBackend
from .runner import arun, run

T = TypeVar("T")
Load = Callable[[CompiledQuery, Sequence[Row]], Sequence[T]]


def stream(backend: PlanBackend, statement: Statement, size: int, load: Load[T]) -> Iterator[Sequence[T]]:
    """Yield chunks of at most `size` loaded rows; closing early gives the connection back."""
    cursor = run(backend.open_plan(statement, size))
    try:
        while rows := run(backend.fetch_plan(cursor, size)):
            yield load(cursor.compiled, rows)
    finally:
        run(backend.close_plan(cursor))


async def astream(backend: PlanBackend, statement: Statement, size: int, load: Load[T]) -> AsyncIterator[Sequence[T]]:
    """Yield chunks of at most `size` loaded rows; closing early gives the connection back."""
    cursor = await arun(backend.open_plan(statement, size))
    try:
        while rows := await arun(backend.fetch_plan(cursor, size)):
            yield load(cursor.compiled, rows)
    finally:
        await arun(backend.close_plan(cursor))
