"""Running a whole transaction again where the server says that is safe."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from ...backend.plan import Plan, PlanBackend, TransactionOptions, atomic_plan, call_plan, step_plan
from ...interface.errors import Deadlock, SerializationFailure

T = TypeVar("T")

RETRYABLE = (Deadlock, SerializationFailure)
FIRST_DELAY = 0.02
LONGEST_DELAY = 1.0


def retrying_plan(
    backend: PlanBackend, function: Callable[[], Any], retries: int, options: TransactionOptions
) -> Plan[Any]:
    """Run a function in a transaction, and again after a deadlock or serialization failure, each time from its start.

    Inside an open transaction it runs once: only the outermost block can be run again.
    """
    attempts = 1 if backend.transaction is not None else retries + 1
    for attempt in range(attempts):
        try:
            return (yield from atomic_plan(backend, call_plan(function), options))
        except RETRYABLE:
            if attempt == attempts - 1:
                raise
            yield from pause_plan(attempt)
    raise AssertionError("unreachable")  # pragma: no cover


def pause_plan(attempt: int) -> Plan[None]:
    """Wait before the next attempt; the first is number 0."""
    yield from step_plan(time.sleep, _asleep, _delay(attempt))


def _delay(attempt: int) -> float:
    """Double the wait each time, and spread it so that those who collided do not collide again."""
    longest: float = min(LONGEST_DELAY, FIRST_DELAY * 2**attempt)
    return random.uniform(0.5, 1.0) * longest


async def _asleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


Closure = Callable[[], T]
AsyncClosure = Callable[[], Awaitable[T]]
