"""A million rows go by in the memory of a few."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.testsuite import Runner, Tables, modes

MILLION = 1_000_000
WATCHED = 800_000
FLAT = 12_000_000
"""Bytes; the records of the rows that are watched would take some ten times as many."""
FLAT_PROCESS = 20_000_000
"""Bytes by which the process may grow: what a driver would take to buffer the rows, outside of Python, is more."""


@pytest.fixture
def numbers(run: Runner, tables: Tables) -> Any:
    """A thousand numbers."""

    class Number(ActiveRecord):
        n: int

    run.drive(tables.create(Number))
    run.drive(run(Number.insert_many, [{"n": n} for n in range(1000)]))
    return Number


def _million(numbers: Any) -> Any:
    """Return a query of a million rows, made of a thousand by the server."""
    return numbers.query().join_on(numbers.alias("other"), None, kind="cross")


@modes("sync")
async def test_a_million_records_in_flat_memory(run: Runner, numbers: Any) -> None:
    await run(numbers.query().limit(1).all)
    total, before, grown = 0, _resident(), 0
    try:
        async for batch in run.each(_million(numbers).in_batches, 1000):
            total += len(batch)
            grown = max(grown, _resident() - before)
            if total == WATCHED:  # watching all of it would take four times as long
                tracemalloc.start()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == MILLION
    assert 0 < peak < FLAT
    assert grown < FLAT_PROCESS


@modes("async")
async def test_a_million_records_left_in_the_middle(run: Runner, numbers: Any) -> None:
    seen = 0
    async for _ in run.each(_million(numbers).iterate):
        seen += 1
        if seen == 5000:
            break
    await run.settle()
    assert await run(numbers.count) == 1000


def _resident() -> int:
    """Return the memory of this process where the system tells it, drivers' buffers included."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.exists() else 0
