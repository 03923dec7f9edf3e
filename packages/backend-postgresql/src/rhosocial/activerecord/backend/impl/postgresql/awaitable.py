"""The async connection."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from typing_extensions import Self

from rhosocial.activerecord.backend.connection import AwaitableConnection
from rhosocial.activerecord.interface.connection import Fetched

from .connection import MAX_KEPT, RESET, AwaitableDriver, PsycopgConnection, Row, Stream, check_commit, fetched


class AwaitablePsycopgConnection(PsycopgConnection, AwaitableConnection):
    """A `psycopg.AsyncConnection`, which belongs to the event loop that opened it.

    Args:
        driver: It, in autocommit mode.
    """

    def __init__(self, driver: AwaitableDriver) -> None:
        super().__init__(driver.pgconn)
        self.loop = asyncio.get_running_loop()
        self.driver = driver
        self.cursor = driver.cursor()

    @classmethod
    async def open(cls, settings: dict[str, Any]) -> Self:
        """Open one and set its session up."""
        connection = cls(await psycopg.AsyncConnection.connect(**settings))
        try:
            for sql in connection.session:
                await connection.aexecute(sql, ())
        except BaseException:
            connection.close()
            raise
        return connection

    async def aexecute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        self.note(sql, describe)
        cursor = await self.cursor.execute(sql.encode(), params)
        check_commit(sql, cursor)
        rows = [] if cursor.rownumber is None else await cursor.fetchall()
        if len(rows) > MAX_KEPT:
            self.cursor = self.driver.cursor()
        return fetched(cursor, rows, describe)

    async def aopen_cursor(self, sql: str, params: Sequence[object], size: int) -> Stream:
        begins = not self.in_transaction()
        if begins:
            await self.aexecute("BEGIN", ())
        self.note(sql, False)
        cursor = self.driver.cursor(f"stream{next(self.names)}")
        try:
            await cursor.execute(sql.encode(), params)
        except BaseException:
            await cursor.close()
            raise
        return Stream(cursor, begins)

    async def afetch(self, cursor: Stream, size: int) -> Sequence[Row]:
        try:
            rows: Sequence[Row] = await cursor.cursor.fetchmany(size)
        except BaseException:
            await cursor.cursor.close()
            raise
        return rows

    async def aclose_cursor(self, cursor: Stream) -> None:
        try:
            await cursor.cursor.close()
        except BaseException:
            self.close()
            await cursor.cursor.close()  # on a closed connection it only notes that it is closed too
            raise
        if cursor.owns_transaction:
            await self.driver.commit()

    async def aping(self) -> None:
        await self.aexecute("", ())

    async def areset(self) -> None:
        if self.is_replaced:
            self.broken = True
            return
        await self.driver.rollback()
        if self.is_touched:
            await self.driver.execute("; ".join([RESET, *self.session]).encode(), prepare=False)
            self.is_touched = False
