"""Rows in chunks: the two shells of a stream."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from typing import TypeVar

from ..compiled import CompiledQuery, Row
from ..expression.statement import Statement
from .backend import PlanBackend
from .runner import arun, run

T = TypeVar("T")
Load = Callable[[CompiledQuery, Sequence[Row]], Sequence[T]]


def stream(backend: PlanBackend, statement: Statement, size: int, load: Load[T]) -> Generator[Sequence[T]]:
    """Yield chunks of `size` loaded rows, and one of fewer; the connection goes back before it, or on closing early."""
    cursor = run(backend.open_plan(statement, size))
    try:
        rows = run(backend.fetch_plan(cursor, size))
        while len(rows) == size:
            yield load(cursor.compiled, rows)
            rows = run(backend.fetch_plan(cursor, size))
    finally:
        run(backend.close_plan(cursor))
    yield load(cursor.compiled, rows)


async def astream(backend: PlanBackend, statement: Statement, size: int, load: Load[T]) -> AsyncGenerator[Sequence[T]]:
    """Yield chunks of `size` loaded rows, and one of fewer; the connection goes back before it, or on closing early."""
    cursor = await arun(backend.open_plan(statement, size))
    try:
        rows = await arun(backend.fetch_plan(cursor, size))
        while len(rows) == size:
            yield load(cursor.compiled, rows)
            rows = await arun(backend.fetch_plan(cursor, size))
    finally:
        await arun(backend.close_plan(cursor))
    yield load(cursor.compiled, rows)
