"""The rows of a statement while they come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .driver import Driver

Row = tuple[Any, ...]


class Stream:
    """Rows that the server sends as they are asked for; while any are left, the connection can do nothing else.

    Args:
        driver: The connection that they come in on.

    Attributes:
        is_open: Whether rows may be left on the connection.
    """

    def __init__(self, driver: Driver) -> None:
        self.is_open = True
        self._driver = driver
        self._rest: list[Row] = []

    def fetch(self, size: int) -> Sequence[Row]:
        """Return the next rows, fewer than `size` at the end."""
        if self.is_open:
            return self._receive(size)
        rows, self._rest = self._rest[:size], self._rest[size:]
        return rows

    def _receive(self, size: int | None) -> list[Row]:
        rows, end = self._driver.get_rows(count=size)
        self.is_open = end is None
        return rows

    def read_all(self) -> None:
        """Take what is left into memory, to free the connection for another statement."""
        if self.is_open:
            self._rest = self._receive(None)

    def close(self) -> None:
        """Drop what is left."""
        if self.is_open:
            self.is_open = False
            self._driver.consume_results()
