"""Watching statements: the log, and listeners that are told of each."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Protocol

from ..interface.errors.database import redact_all
from ..interface.slotted import slotted

if TYPE_CHECKING:
    from logging import Logger

_DEBUG = 10  # logging.DEBUG


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


@cache
def _logger() -> Logger:
    import logging  # takes more than a millisecond, and nobody asks before it is there

    return logging.getLogger("rhosocial.activerecord.sql")


def _is_logged() -> bool:
    return "logging" in sys.modules and _logger().isEnabledFor(_DEBUG)


LISTENERS: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())
"""Who is told, in this thread or task and those it starts."""


def is_watched() -> bool:
    """Tell whether anyone wants to know."""
    return bool(LISTENERS.get()) or _is_logged()


def observe(
    sql: str, params: Sequence[object], started: float, rowcount: int = -1, error: BaseException | None = None
) -> None:
    """Tell the listeners and the log of a statement; `started` is a reading of `time.perf_counter()`."""
    observation = Observation(sql, params, time.perf_counter() - started, rowcount, error)
    for listener in LISTENERS.get():
        listener.observed(observation)
    if _is_logged():
        shown = redact_all(tuple(params))
        extra = {"sql": sql, "params": shown, "duration_ms": observation.seconds * 1000}
        _logger().debug("%s (%s) %.2f ms", sql, ", ".join(shown), observation.seconds * 1000, extra=extra)
