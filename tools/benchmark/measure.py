"""Time the contenders in turns, so that a slow moment of the machine meets all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from tools.benchmark.contenders import FLOOR
from tools.benchmark.dataset import Dataset
from tools.benchmark.outcomes import require_equal
from tools.benchmark.workloads import AnyContender, Workload


@dataclass(slots=True)
class Timings:
    """The seconds each contender took for one workload, round by round."""

    count: int
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ratio(self, contender: str) -> float:
        """Return the median of a contender's time over the floor's, round by round."""
        return median(own / floor for own, floor in zip(self.seconds[contender], self.seconds[FLOOR], strict=True))

    def microseconds(self, contender: str) -> float:
        """Return a contender's median time for one unit of the workload."""
        return median(self.seconds[contender]) / self.count * 1e6


def time_workload(
    workload: Workload,
    contenders: Mapping[str, AnyContender],
    data: Dataset,
    rounds: int,
    after_run: Callable[[], None],
) -> Timings:
    """Run one workload in turns.

    Args:
        workload: What to time.
        contenders: The opened contenders by short name, the floor among them.
        data: The rows all of them were filled with.
        rounds: How many timed rounds follow one that warms the caches and is not counted.
        after_run: Called after each single run, for a progress bar.

    Returns:
        One time for each contender and round.

    Raises:
        WrongResult: In the warming or the last round a contender's outcome differs from the floor's.
    """
    timings = Timings(workload.count(data), {name: [] for name in contenders})
    names = [FLOOR, *(name for name in contenders if name != FLOOR)]
    expected: object = None
    for number in range(rounds + 1):
        for name in in_turn(names, number):
            seconds, outcome = run_once(workload, contenders[name], data, check=number in (0, rounds))
            if number == 0 and name == FLOOR:
                expected = outcome
            elif number in (0, rounds):
                require_equal(contenders[name].name, workload.title, outcome, expected)
            if number > 0:
                timings.seconds[name].append(seconds)
            after_run()
    return timings


def in_turn(names: list[str], number: int) -> list[str]:
    """Return the names with another one first in each round."""
    first = number % len(names)
    return names[first:] + names[:first]


def run_once(workload: Workload, contender: AnyContender, data: Dataset, *, check: bool) -> tuple[float, object]:
    """Run a workload in a transaction of its own, whose beginning and rollback are not timed."""
    with contender.transaction():
        with collector_off():
            began = perf_counter()
            result = workload.run(contender, data)
            seconds = perf_counter() - began
        return seconds, workload.outcome(contender, result) if check else None


@contextmanager
def collector_off() -> Iterator[None]:
    """Collect garbage before the clock starts and none while it runs, for all contenders alike."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
