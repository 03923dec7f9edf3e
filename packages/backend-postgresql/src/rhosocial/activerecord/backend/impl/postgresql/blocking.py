"""The blocking connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from typing_extensions import Self

from rhosocial.activerecord.backend.connection import BlockingConnection
from rhosocial.activerecord.interface.connection import Fetched

from .connection import MAX_KEPT, RESET, BlockingDriver, PsycopgConnection, Row, Stream, check_commit, fetched


class BlockingPsycopgConnection(PsycopgConnection, BlockingConnection):
    """A `psycopg.Connection`.

    Args:
        driver: It, in autocommit mode.
    """

    def __init__(self, driver: BlockingDriver) -> None:
        super().__init__(driver.pgconn)
        self.driver = driver
        self.cursor = driver.cursor()

    @classmethod
    def open(cls, settings: dict[str, Any]) -> Self:
        """Open one and set its session up."""
        connection = cls(psycopg.connect(**settings))
        try:
            for sql in connection.session:
                connection.execute(sql, ())
        except BaseException:
            connection.close()
            raise
        return connection

    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        self.note(sql, describe)
        cursor = self.cursor.execute(sql.encode(), params)
        check_commit(sql, cursor)
        rows = [] if cursor.rownumber is None else cursor.fetchall()
        if len(rows) > MAX_KEPT:
            self.cursor = self.driver.cursor()
        return fetched(cursor, rows, describe)

    def open_cursor(self, sql: str, params: Sequence[object], size: int) -> Stream:
        begins = not self.in_transaction()
        if begins:
            self.execute("BEGIN", ())
        self.note(sql, False)
        cursor = self.driver.cursor(f"stream{next(self.names)}")
        try:
            cursor.execute(sql.encode(), params)
        except BaseException:
            cursor.close()
            raise
        return Stream(cursor, begins)

    def fetch(self, cursor: Stream, size: int) -> Sequence[Row]:
        try:
            rows: Sequence[Row] = cursor.cursor.fetchmany(size)
        except BaseException:
            cursor.cursor.close()
            raise
        return rows

    def close_cursor(self, cursor: Stream) -> None:
        cursor.cursor.close()
        if cursor.owns_transaction:
            self.driver.commit()

    def ping(self) -> None:
        self.execute("", ())

    def reset(self) -> None:
        if self.is_replaced:
            self.broken = True
            return
        self.driver.rollback()
        if self.is_touched:
            self.driver.execute("; ".join([RESET, *self.session]).encode(), prepare=False)
            self.is_touched = False
