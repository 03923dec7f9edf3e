"""Run one workload of one contender, synchronous or asynchronous, and time it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction
from time import perf_counter
from typing import Any, Protocol

from typing_extensions import TypeIs

from tools.benchmark.contender import AsyncContender, Contender
from tools.benchmark.dataset import Dataset
from tools.benchmark.workloads import Workload

Clock = Callable[[], float]
Outcome = list[object]
"""What a workload gave, and the rows it left behind where it writes."""


class Runner(Protocol):
    """What the benchmark does with a contender, whatever its kind."""

    name: str
    package: str
    imports: str

    def open(self, url: str, data: Dataset) -> None:
        """Connect to an empty database and store the rows that every workload begins with."""

    def close(self) -> None:
        """Close every connection."""

    def run(self, workload: Workload, data: Dataset, *, check: bool) -> tuple[float, Outcome]:
        """Run a workload in a transaction of its own, whose beginning and rollback are not timed.

        Args:
            workload: What to run.
            data: The rows it works on.
            check: Whether to draw the outcome, which takes time.

        Returns:
            The seconds it took, and the outcome, empty without ``check``.
        """
        ...


class SyncRunner:
    """Runs a synchronous contender."""

    def __init__(self, contender: Contender[Any], clock: Clock) -> None:
        self.contender, self.clock = contender, clock
        self.name, self.package, self.imports = contender.name, contender.package, contender.imports

    def open(self, url: str, data: Dataset) -> None:
        self.contender.open(url)
        self.contender.fill(data.authors, data.articles)

    def close(self) -> None:
        self.contender.close()

    def run(self, workload: Workload, data: Dataset, *, check: bool) -> tuple[float, Outcome]:
        with self.contender.transaction():
            with collector_off():
                began = self.clock()
                result = workload.run(self.contender, data)
                seconds = self.clock() - began
            stored = [self.contender.values()] if check and workload.writes else []
            return seconds, [workload.outcome(self.contender, result), *stored] if check else []


class AsyncRunner:
    """Runs an asynchronous contender, each workload as one task of an event loop."""

    def __init__(self, contender: AsyncContender[Any], clock: Clock) -> None:
        self.contender, self.clock = contender, clock
        self.name, self.package, self.imports = contender.name, contender.package, contender.imports

    def open(self, url: str, data: Dataset) -> None:
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self._open(url, data))

    async def _open(self, url: str, data: Dataset) -> None:
        await self.contender.open(url)
        await self.contender.fill(data.authors, data.articles)

    def close(self) -> None:
        self.loop.run_until_complete(self.contender.close())
        self.loop.close()

    def run(self, workload: Workload, data: Dataset, *, check: bool) -> tuple[float, Outcome]:
        return self.loop.run_until_complete(self._run(workload, data, check))

    async def _run(self, workload: Workload, data: Dataset, check: bool) -> tuple[float, Outcome]:
        async with self.contender.transaction():
            with collector_off():
                began = self.clock()
                result = await workload.run(self.contender, data)
                seconds = self.clock() - began
            stored = [await self.contender.values()] if check and workload.writes else []
            return seconds, [workload.outcome(self.contender, result), *stored] if check else []


def is_asynchronous(contender: Contender[Any] | AsyncContender[Any]) -> TypeIs[AsyncContender[Any]]:
    """Say which of the two kinds a contender is."""
    return iscoroutinefunction(contender.open)


def make_runner(contender: Contender[Any] | AsyncContender[Any], clock: Clock = perf_counter) -> Runner:
    """Return what runs this kind of contender and times it by a clock."""
    return AsyncRunner(contender, clock) if is_asynchronous(contender) else SyncRunner(contender, clock)


@contextmanager
def collector_off() -> Iterator[None]:
    """Collect garbage before the clock starts and none while it runs, for all contenders alike."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
