"""Watching statements: the log, and listeners that are told of each."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Protocol

from ..interface.errors.database import redact_all
from ..interface.slotted import slotted

logger = logging.getLogger("rhosocial.activerecord.sql")


@slotted
class Observation:
    """One statement that ran.

    Attributes:
        sql: Its text.
        params: Its parameters in the driver's form; not redacted, so take care where you write them.
        seconds: How long it took, fetching included.
        rowcount: How many rows it returned or wrote; -1 where nobody knows.
        error: What it raised, if anything.
    """

    sql: str
    params: Sequence[object]
    seconds: float
    rowcount: int = -1
    error: BaseException | None = None


class Listener(Protocol):
    """Is told of every statement that runs in its context."""

    def observed(self, observation: Observation) -> None:
        """Take note of a statement; must not block."""


LISTENERS: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())
"""Who is told, in this thread or task and those it starts."""


def is_watched() -> bool:
    """Tell whether anyone wants to know."""
    return bool(LISTENERS.get()) or logger.isEnabledFor(logging.DEBUG)


def observe(
    sql: str, params: Sequence[object], started: float, rowcount: int = -1, error: BaseException | None = None
) -> None:
    """Tell the listeners and the log of a statement; `started` is a reading of `time.perf_counter()`."""
    observation = Observation(sql, params, time.perf_counter() - started, rowcount, error)
    for listener in LISTENERS.get():
        listener.observed(observation)
    if logger.isEnabledFor(logging.DEBUG):
        shown = redact_all(tuple(params))
        extra = {"sql": sql, "params": shown, "duration_ms": observation.seconds * 1000}
        logger.debug("%s (%s) %.2f ms", sql, ", ".join(shown), observation.seconds * 1000, extra=extra)
