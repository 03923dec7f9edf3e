"""On a full disk SQLite ends the whole transaction by itself; its block raises, and nothing more is written in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, DatabaseError, DiskFull
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend

FULL = "PRAGMA max_page_count = 1"
"""No page more than there are: what needs another one finds the disk full."""
LARGE = "x" * 100_000


@pytest.fixture(params=["file", "memory"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A model with one row, in a file or in memory."""

    class Page(ActiveRecord):
        text: str

    where = str(tmp_path / "full.db") if request.param == "file" else ":memory:"
    backend = SQLiteBackend(database=where, pool_size=1, pool_timeout=1)
    Page.configure(backend)
    Page.create_table()
    Page.create(text="before")
    yield Page
    backend.close()


def test_a_block_that_runs_into_it_raises_and_saves_nothing(page: Any) -> None:
    def block() -> None:
        with page.transaction():
            page.create(text="first")
            page.backend().execute(FULL)
            page.create(text=LARGE)

    with pytest.raises(DiskFull):
        block()
    assert page.pluck("text") == ["before"]


@pytest.mark.parametrize("further", [0, 2])
def test_caught_inside_all_is_saved_or_the_block_raises(page: Any, further: int) -> None:
    saved = 0
    with contextlib.suppress(DatabaseError):
        with page.transaction():
            page.create(text="first")
            page.backend().execute(FULL)
            with pytest.raises(DiskFull):
                page.create(text=LARGE)
            for _ in range(further):
                page.create(text="s")
        saved = 1 + further
    assert page.count() == 1 + saved


def test_a_task_s_block_is_saved_as_a_whole_or_raises(page: Any) -> None:
    async def block() -> None:
        async with page.atransaction():
            await page.acreate(text="first")
            await page.backend().aexecute(FULL)
            with pytest.raises(DiskFull):
                await page.acreate(text=LARGE)

    async def main() -> int:
        try:
            await block()
        except DatabaseError:
            return 0
        return 1

    saved = asyncio.run(main())
    assert page.count() == 1 + saved
