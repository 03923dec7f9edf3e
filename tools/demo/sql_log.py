"""The SQL that the library ran, taken from its logger."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LOGGER = logging.getLogger("rhosocial.activerecord.sql")


@dataclass(frozen=True)
class Statement:
    """One statement as it was sent; of each parameter, the log tells type and length only."""

    sql: str
    params: tuple[str, ...]
    duration_ms: float


class SqlLog(logging.Handler):
    """Keeps the statements that run while it listens, and shows each to `on_statement`.

    Example: `with sql_log.counting() as statements: Country.count()`, then `len(statements) == 1`.
    """

    def __init__(self, on_statement: Callable[[Statement], None] | None = None) -> None:
        super().__init__(logging.DEBUG)
        self._on_statement = on_statement
        self._open_counts: list[list[Statement]] = []
        self.total = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record of the library's logger."""
        fields = record.__dict__
        if "sql" not in fields:
            return
        statement = Statement(fields["sql"], fields["params"], fields["duration_ms"])
        self.total += 1
        for count in self._open_counts:
            count.append(statement)
        if self._on_statement:
            self._on_statement(statement)

    @contextmanager
    def counting(self) -> Iterator[list[Statement]]:
        """Collect the statements of a block."""
        statements: list[Statement] = []
        self._open_counts.append(statements)
        try:
            yield statements
        finally:
            self._open_counts.remove(statements)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to the library for the length of a block, and leave its logger as it was."""
        level, propagate = LOGGER.level, LOGGER.propagate
        LOGGER.addHandler(self)
        LOGGER.setLevel(logging.DEBUG)
        LOGGER.propagate = False
        try:
            yield
        finally:
            LOGGER.removeHandler(self)
            LOGGER.setLevel(level)
            LOGGER.propagate = propagate
