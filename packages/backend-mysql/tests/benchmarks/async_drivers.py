"""Measures two ways to await MySQL: mysql.connector.aio, and the C extension on a worker thread for each connection.

    python packages/backend-mysql/tests/benchmarks/async_drivers.py mysql://root@127.0.0.1:3306/test

The figures of docs/adr/0010-mysql-async.md come from here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Protocol

import mysql.connector.aio
import typer
from rich.console import Console
from rich.table import Table

from rhosocial.activerecord.backend.impl.mysql import MySQLConnectionConfig
from rhosocial.activerecord.backend.impl.mysql.connection import MySQLConnection

ROWS = 5_000
COLUMNS = "id, name, email, born, price, seen, active, note"
ONE, MANY = f"SELECT {COLUMNS} FROM bench_async WHERE id = %s", f"SELECT {COLUMNS} FROM bench_async WHERE id <= %s"
CREATE = """CREATE TABLE bench_async (id BIGINT PRIMARY KEY, name VARCHAR(200), email VARCHAR(200), born INT,
price DECIMAL(20,4), seen DATETIME(6), active TINYINT(1), note LONGTEXT) DEFAULT CHARSET=utf8mb4"""
ROW = ("Ann Example", "ann@example.com", 1950, "12.3400", "2026-01-02 03:04:05.000006", 1, "some text " * 5)


class Contender(Protocol):
    """One connection, opened in one of the two ways."""

    async def select(self, sql: str, key: int) -> Sequence[Any]: ...
    async def close(self) -> None: ...


class Threaded:
    """The backend's own connection."""

    def __init__(self, config: MySQLConnectionConfig) -> None:
        self.connection = MySQLConnection(config)

    async def select(self, sql: str, key: int) -> Sequence[Any]:
        return (await self.connection.aexecute(sql, (key,))).rows

    async def close(self) -> None:
        await self.connection.aclose()


class Aio:
    """The driver's async form, which is pure Python."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    async def select(self, sql: str, key: int) -> Sequence[Any]:
        cursor = await self.driver.cursor(buffered=True)
        await cursor.execute(sql, (key,))
        rows: Sequence[Any] = await cursor.fetchall()
        await cursor.close()
        return rows

    async def close(self) -> None:
        await self.driver.close()


async def open_threaded(config: MySQLConnectionConfig) -> Contender:
    """Open a connection of the backend's."""
    return Threaded(config)


async def open_aio(config: MySQLConnectionConfig) -> Contender:
    """Open a connection of the async driver's; without TLS, for it insists on what the server may not have."""
    settings = {**config.driver_settings, "ssl_disabled": True}
    for name in ("ssl_verify_cert", "ssl_verify_identity"):
        settings.pop(name, None)
    return Aio(await mysql.connector.aio.connect(**settings, charset="utf8mb4", collation="utf8mb4_bin"))


CONTENDERS: dict[str, Callable[[MySQLConnectionConfig], Awaitable[Contender]]] = {
    "mysql.connector.aio": open_aio,
    "C extension on threads": open_threaded,
}


class Measured(NamedTuple):
    """Milliseconds for one select: by the clock, and of processor time."""

    wall: float
    processor: float


async def measure(connections: Sequence[Contender], sql: str, key: int, times: int) -> Measured:
    """Have every connection run a select so many times, all at once; the best of five rounds."""

    async def work(connection: Contender) -> None:
        for _ in range(times):
            rows = await connection.select(sql, key)
            assert len(rows) == (1 if sql is ONE else key)

    rounds = []
    for _ in range(5):
        wall, processor = time.perf_counter(), time.process_time()
        await asyncio.gather(*map(work, connections))
        number = times * len(connections) / 1000
        rounds.append(Measured((time.perf_counter() - wall) / number, (time.process_time() - processor) / number))
    return Measured(min(item.wall for item in rounds), min(item.processor for item in rounds))


async def compare(config: MySQLConnectionConfig, tasks: int, table: Table) -> None:
    """Measure each contender with so many tasks."""
    for name, open_connection in CONTENDERS.items():
        connections = [await open_connection(config) for _ in range(tasks)]
        one = await measure(connections, ONE, ROWS // 2, 2000 // tasks)
        many = await measure(connections, MANY, ROWS, max(1, 10 // tasks))
        figures = (one.wall, one.processor, many.wall, many.processor)
        table.add_row(name, str(tasks), *(f"{figure:.3f}" for figure in figures))
        for connection in connections:
            await connection.close()


def prepare(config: MySQLConnectionConfig) -> MySQLConnection:
    """Make the table."""
    connection = MySQLConnection(config)
    connection.execute("DROP TABLE IF EXISTS bench_async", ())
    connection.execute(CREATE, ())
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * 100)
    for start in range(1, ROWS + 1, 100):
        rows = [(number, *ROW) for number in range(start, start + 100)]
        connection.execute(f"INSERT INTO bench_async VALUES {places}", [value for row in rows for value in row])
    return connection


def main(url: str) -> None:
    """Compare the two on a server."""
    config = MySQLConnectionConfig.from_url(url + ("&" if "?" in url else "?") + "ssl_disabled=true")
    connection = prepare(config)
    table = Table("way", "tasks", "1 row, ms", "CPU", f"{ROWS:,} rows, ms", "CPU", title=url.rpartition("@")[2])
    for tasks in (1, 10):
        asyncio.run(compare(config, tasks, table))
    connection.execute("DROP TABLE bench_async", ())
    connection.close()
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
