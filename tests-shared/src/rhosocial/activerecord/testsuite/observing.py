"""Seeing the statements that reach the driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rhosocial.activerecord.backend.observation import LISTENERS, Observation


class StatementLog:
    """The statements that ran while it listened, failed ones among them."""

    def __init__(self) -> None:
        self.observations: list[Observation] = []

    def observed(self, observation: Observation) -> None:
        """Take note of a statement."""
        self.observations.append(observation)

    @property
    def sql(self) -> list[str]:
        """Their texts."""
        return [observation.sql for observation in self.observations]

    def __len__(self) -> int:
        return len(self.observations)


@contextmanager
def statements() -> Iterator[StatementLog]:
    """Listen to the statements of this thread or task, and of those it starts meanwhile.

    Examples:
        >>> with statements() as sent:
        ...     await run(author.save)
        >>> assert len(sent) == 0
    """
    log = StatementLog()
    token = LISTENERS.set((*LISTENERS.get(), log))
    try:
        yield log
    finally:
        LISTENERS.reset(token)
