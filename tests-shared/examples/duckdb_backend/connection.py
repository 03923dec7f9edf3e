"""One DuckDB connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import duckdb

from rhosocial.activerecord.backend.connection import ThreadedConnection
from rhosocial.activerecord.interface.connection import Fetched

Row = tuple[Any, ...]
WRITES = {duckdb.StatementType.INSERT, duckdb.StatementType.UPDATE, duckdb.StatementType.DELETE}


class DuckDBConnection(ThreadedConnection):
    """The driver blocks, so the async half runs on a thread of its own.

    Args:
        database: A file's path.
    """

    def __init__(self, database: str) -> None:
        self.driver = duckdb.connect(database)
        self._in_transaction = False

    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        result = self._run(sql, params)
        columns = tuple(str(column[0]) for column in result.description or ())
        rows = result.fetchall() if columns else []
        if columns == ("Count",) and writes(sql):
            return Fetched([], rows[0][0])
        return Fetched(rows, len(rows), None, columns if describe else ())

    def _run(self, sql: str, params: Sequence[object]) -> duckdb.DuckDBPyConnection:
        """Run a statement; DuckDB does not tell whether a transaction is open, so that is noted here."""
        result = self.driver.execute(sql, params) if params else self.driver.execute(sql)
        word = sql.split(None, 1)[0].upper().rstrip(";")
        self._in_transaction = word == "BEGIN" or (self._in_transaction and word not in ("COMMIT", "ROLLBACK"))
        return result

    def open_cursor(self, sql: str, params: Sequence[object], size: int) -> Iterator[Row]:
        """A transaction's next statement would end the result, so it is read at once there."""
        result = self._run(sql, params)
        self.buffers = self._in_transaction
        return iter(result.fetchall()) if self.buffers else _streamed(result, size)

    def fetch(self, cursor: Iterator[Row], size: int) -> Sequence[Row]:
        return list(islice(cursor, size))

    def close_cursor(self, cursor: Iterator[Row]) -> None:
        if not self.buffers:
            self.driver.execute("SELECT 1")  # ends the result before it

    def interrupt(self) -> None:
        self.driver.interrupt()

    def ping(self) -> None:
        self.driver.execute("SELECT 1")

    def is_clean(self) -> bool:
        return not self._in_transaction

    def reset(self) -> None:
        self._run("ROLLBACK", ())

    def close(self) -> None:
        self.driver.close()
        self.stop_worker()


def _streamed(result: duckdb.DuckDBPyConnection, size: int) -> Iterator[Row]:
    while rows := result.fetchmany(size):
        yield from rows


@lru_cache(1024)
def writes(sql: str) -> bool:
    """Tell whether a statement writes rows; where it returns none, its result is how many it wrote."""
    return duckdb.extract_statements(sql)[-1].type in WRITES
