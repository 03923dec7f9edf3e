"""Time the contenders in turns, so that a slow moment of the machine meets all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

from tools.benchmark.contenders import FLOOR
from tools.benchmark.dataset import Dataset
from tools.benchmark.outcomes import require_equal
from tools.benchmark.runner import Runner
from tools.benchmark.workloads import Workload


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
    contenders: Mapping[str, Runner],
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
    _, expected = contenders[FLOOR].run(workload, data, check=True)
    for number in range(rounds + 1):
        checked = number in (0, rounds)
        for name in in_turn(list(contenders), number):
            seconds, outcome = contenders[name].run(workload, data, check=checked)
            if checked:
                require_equal(contenders[name].name, workload.title, outcome, expected)
            if number > 0:
                timings.seconds[name].append(seconds)
            after_run()
    return timings


def in_turn(names: list[str], number: int) -> list[str]:
    """Return the names with another one first in each round."""
    first = number % len(names)
    return names[first:] + names[:first]
