"""Measures finding by key and loading 10,000 records against the driver alone, doing the same.

python packages/backend-mysql/tests/benchmarks/against_the_driver.py mysql://root@127.0.0.1:3306/test
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import mysql.connector
import typer
from pydantic import Field
from rich.console import Console
from rich.table import Table

from rhosocial.activerecord import ActiveRecord, Column
from rhosocial.activerecord.backend.impl.mysql import MySQLConnectionConfig

ROWS = 10_000


class Member(ActiveRecord):
    """A record of the usual kind."""

    __table_name__ = "bench_members"
    id: int | None = None
    name: Annotated[str, Field(max_length=200)]
    email: Annotated[str, Field(max_length=200)]
    born: int | None = None
    price: Annotated[Decimal, Column(precision=20, scale=4)]
    seen: datetime | None = None
    active: bool = True
    note: str = ""


def best(function: Callable[[], object], times: int, rounds: int = 15) -> float:
    """Return the milliseconds of one call, the best of some rounds."""
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(times):
            function()
        found.append((time.perf_counter() - started) / times * 1000)
    return min(found)


def main(url: str) -> None:
    """Compare the two on a server."""
    ActiveRecord.configure(url)
    Member.drop_table(if_exists=True)
    Member.create_table()
    common = {"born": 1950, "price": Decimal("1.25"), "seen": datetime(2026, 1, 2), "note": "text " * 10}
    Member.insert_many({"name": f"name {n}", "email": f"{n}@example.com", **common} for n in range(ROWS))
    settings = MySQLConnectionConfig.from_url(url).driver_settings
    driver: Any = mysql.connector.connect(**settings, autocommit=True, charset="utf8mb4", collation="utf8mb4_bin")
    cursor = driver.cursor(buffered=True)
    columns = "id, name, email, born, price, seen, active, note"

    def select(sql: str, *params: object) -> list[Any]:
        cursor.execute(sql, params)
        rows: list[Any] = cursor.fetchall()
        return rows

    assert len(Member.all()) == ROWS == len(select(f"SELECT {columns} FROM bench_members"))
    measured = {
        "find by key": (
            best(lambda: select(f"SELECT {columns} FROM bench_members WHERE id = %s", 77), 300),
            best(lambda: Member.find(77), 300),
        ),
        f"load {ROWS:,}": (
            best(lambda: select(f"SELECT {columns} FROM bench_members"), 1),
            best(Member.all, 1),
        ),
    }
    table = Table("", "driver, ms", "records, ms", "ratio", title=url.rpartition("@")[2])
    for name, (floor, ours) in measured.items():
        table.add_row(name, f"{floor:.3f}", f"{ours:.3f}", f"{ours / floor:.2f}")
    Console().print(table)
    driver.close()
    Member.drop_table()


if __name__ == "__main__":
    typer.run(main)
