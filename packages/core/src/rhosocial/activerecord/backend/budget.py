"""A budget of statements for a test: which ran, and which line of the program caused each."""

from __future__ import annotations

from contextvars import Token
from types import TracebackType

from .observation import LISTENERS, Listener, Observation
from .place import place_of_caller


class QueryBudget:
    """Counts the statements of a block and fails where there are more than allowed.

    Attributes:
        statements: Each statement with the place in the program that caused it.
    """

    def __init__(self, max: int | None = None, exactly: int | None = None) -> None:
        self.statements: list[tuple[str, str]] = []
        self._max = max
        self._exactly = exactly
        self._token: Token[tuple[Listener, ...]] | None = None

    def observed(self, observation: Observation) -> None:
        """Note a statement."""
        self.statements.append((observation.sql, str(place_of_caller())))

    @property
    def count(self) -> int:
        """How many statements ran so far."""
        return len(self.statements)

    def __enter__(self) -> QueryBudget:
        self._token = LISTENERS.set((*LISTENERS.get(), self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._token is not None:
            LISTENERS.reset(self._token)
        if error is None:
            self._check()

    def _check(self) -> None:
        over = self._max is not None and self.count > self._max
        if over or (self._exactly is not None and self.count != self._exactly):
            wanted = f"at most {self._max}" if over else f"exactly {self._exactly}"
            lines = [f"  {place}\n    {sql}" for sql, place in self.statements]
            raise AssertionError("\n".join([f"{self.count} statements ran, and {wanted} may:", *lines]))


def assert_queries(max: int | None = None, *, exactly: int | None = None) -> QueryBudget:
    """Fail a test in which too many statements run.

    Args:
        max: How many may run.
        exactly: How many must run.

    Raises:
        AssertionError: There were others; it shows each with the line that caused it.

    Examples:
        >>> with assert_queries(max=2):
        ...     for author in Author.preload(Author.books).all():
        ...         len(author.books)
    """
    return QueryBudget(max, exactly)
