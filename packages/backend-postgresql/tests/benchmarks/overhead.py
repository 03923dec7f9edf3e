"""What the library costs beside psycopg alone: finding one row by its key, and loading many.

    python packages/backend-postgresql/tests/benchmarks/overhead.py --rows 10000

Counts this process's processor time, which a busy machine or a slow server does not change; the best of several rounds.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console
from rich.table import Table

from rhosocial.activerecord import ActiveRecord, Column

TABLE = "benchmark_overhead"
COLUMNS = "id, name, email, born, price, published"
FIND = f"SELECT {COLUMNS} FROM {TABLE} WHERE id = %s"
LOAD = f"SELECT {COLUMNS} FROM {TABLE} ORDER BY id"


class Article(ActiveRecord):
    """Six columns of the usual types."""

    __table_name__ = TABLE
    id: int | None = None
    name: str
    email: str
    born: int
    price: Annotated[Decimal, Column(precision=10, scale=2)]
    published: dt.datetime


def fill(rows: int) -> None:
    """Create the table and its rows."""
    Article.drop_table(if_exists=True)
    Article.create_table()
    moment = dt.datetime(2026, 11, 23, 8, 15)
    Article.insert_many(
        {"name": f"Name {n}", "email": f"{n}@example.com", "born": n, "price": Decimal(n) / 100, "published": moment}
        for n in range(rows)
    )


def best(work: Callable[[], Any], number: int, rounds: int) -> float:
    """Return the microseconds of one call."""
    return min(_timed(lambda: [work() for _ in range(number)]) for _ in range(rounds)) / number * 1e6


async def abest(work: Callable[[], Awaitable[Any]], number: int, rounds: int) -> float:
    """Return the microseconds of one awaited call."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(number):
            await work()
        times.append(time.process_time() - start)
    return min(times) / number * 1e6


def _timed(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def blocking(url: str, rounds: int) -> list[tuple[str, float, float]]:
    """Measure the blocking calls."""
    with psycopg.connect(url, autocommit=True) as driver:
        return [
            (
                "find",
                best(lambda: driver.execute(FIND, (77,)).fetchone(), 500, rounds),
                best(lambda: Article.find(77), 500, rounds),
            ),
            (
                "load",
                best(lambda: driver.execute(LOAD).fetchall(), 1, rounds),
                best(lambda: Article.order_by("id").all(), 1, rounds),
            ),
        ]


async def awaited(url: str, rounds: int) -> list[tuple[str, float, float]]:
    """Measure the async calls."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as driver:

        async def find() -> Any:
            return await (await driver.execute(FIND, (77,))).fetchone()

        async def load() -> Any:
            return await (await driver.execute(LOAD)).fetchall()

        return [
            ("afind", await abest(find, 500, rounds), await abest(lambda: Article.afind(77), 500, rounds)),
            ("aload", await abest(load, 1, rounds), await abest(Article.order_by("id").aall, 1, rounds)),
        ]


def main(url: str = os.environ.get("ACTIVERECORD_TEST_POSTGRESQL_URL", ""), rows: int = 10000, rounds: int = 9) -> None:
    """Measure, and print a table."""
    Article.configure(url)
    fill(rows)
    table = Table("", "psycopg µs", "ours µs", "ratio", title=f"psycopg {psycopg.__version__}, {rows} rows")
    for name, theirs, ours in [*blocking(url, rounds), *asyncio.run(awaited(url, rounds))]:
        table.add_row(name, f"{theirs:.0f}", f"{ours:.0f}", f"{ours / theirs:.2f}")
    Article.drop_table()
    Article.backend().close()
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
