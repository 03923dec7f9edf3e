"""What a performed statement gives back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...interface.slotted import slotted
from ..compiled import CompiledQuery, Row


class Result:
    """The outcome of one statement.

    Attributes:
        rows: What it returned, in the driver's form; empty for a write without RETURNING.
        rowcount: How many rows it wrote; -1 where the driver does not say.
        last_id: The key that the server generated, where the driver tells it.
        compiled: The compiled statement, which knows how to decode the rows.
        params: The parameters in the driver's form.
    """

    __slots__ = ("compiled", "last_id", "params", "rowcount", "rows")

    def __init__(
        self,
        rows: Sequence[Row],
        rowcount: int,
        last_id: int | None,
        compiled: CompiledQuery,
        params: Sequence[object],
    ) -> None:
        self.rows = rows
        self.rowcount = rowcount
        self.last_id = last_id
        self.compiled = compiled
        self.params = params

    def decoded(self) -> Sequence[Row]:
        """Return the rows as tuples of Python values."""
        return self.compiled.rows(self.rows)


class Cursor:
    """An open stream of rows.

    Attributes:
        driver_cursor: The driver's own cursor.
        connection: The connection that it reads from.
        compiled: The compiled statement.
        owned: Whether the stream gives the connection back at its end; a transaction's is not its to give.
    """

    __slots__ = ("compiled", "connection", "driver_cursor", "owned")

    def __init__(self, driver_cursor: Any, connection: Any, compiled: CompiledQuery, owned: bool) -> None:
        self.driver_cursor = driver_cursor
        self.connection = connection
        self.compiled = compiled
        self.owned = owned


@slotted
class Inserted:
    """What inserting many rows gave back.

    Attributes:
        compiled: The compiled INSERT of one row, which knows how to decode what came back.
        params: Each row's values in the driver's form.
        returned: For each row what the server filled in; empty where nothing was asked for or it can't tell.
    """

    compiled: CompiledQuery
    params: list[tuple[object, ...]]
    returned: list[Row]
