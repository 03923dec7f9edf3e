"""The workloads as a table: what is timed, how many things it does, what it gave, and the figures to beat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tools.benchmark.contender import AsyncContender, Contender, Named
from tools.benchmark.dataset import Dataset
from tools.benchmark.outcomes import group_rows, join_parts, nothing, plain, record_rows

AnyContender = Contender[Any] | AsyncContender[Any]


class WorkloadName(str, Enum):
    """The name of a workload on the command line and in the JSON report."""

    SAVE = "save"
    INSERT_MANY = "insert-many"
    FIND = "find"
    LOAD = "load"
    FILTER = "filter"
    PRELOAD = "preload"
    CHANGE = "change"
    VALUES = "values"
    PLUCK = "pluck"
    COMPILE = "compile"


@dataclass(frozen=True, slots=True)
class Target:
    """The figures of a workload: ratios to the floor, or microseconds where nothing is executed."""

    best_peer: float | None = None
    """The best of today's peers, as measured before this library was begun."""
    aim: float | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """One thing that is timed."""

    title: str
    unit: str
    run: Callable[[AnyContender, Dataset], Any]
    """What is timed; an asynchronous contender gives an awaitable."""
    count: Callable[[Dataset], int]
    """How many units one run does."""
    outcome: Callable[[Named[Any], Any], object]
    """What must equal the floor's, drawn from the result after the clock has stopped."""
    target: Target
    writes: bool = False
    """True where the stored rows must equal the floor's too."""
    executes: bool = True
    """False where no SQL runs, so that time is told in microseconds and not as a ratio."""


WORKLOADS: dict[WorkloadName, Workload] = {
    WorkloadName.SAVE: Workload(
        "save one by one",
        "record",
        lambda contender, data: contender.save_each(data.new_articles),
        lambda data: len(data.new_articles),
        record_rows,
        Target(best_peer=8, aim=4),
        writes=True,
    ),
    WorkloadName.INSERT_MANY: Workload(
        "insert many",
        "row",
        lambda contender, data: contender.insert_many(data.new_articles),
        lambda data: len(data.new_articles),
        nothing,
        Target(best_peer=1.9, aim=1.4),
        writes=True,
    ),
    WorkloadName.FIND: Workload(
        "find by key",
        "record",
        lambda contender, data: contender.find_each(data.keys),
        lambda data: len(data.keys),
        record_rows,
        Target(best_peer=6.5, aim=3),
    ),
    WorkloadName.LOAD: Workload(
        "load all into records",
        "record",
        lambda contender, data: contender.load_all(),
        lambda data: len(data.articles),
        record_rows,
        Target(best_peer=2, aim=1.6),
    ),
    WorkloadName.FILTER: Workload(
        "small filtered query",
        "query",
        lambda contender, data: contender.filter_each(data.first_authors),
        lambda data: len(data.first_authors),
        group_rows,
        Target(best_peer=6, aim=2.5),
    ),
    WorkloadName.PRELOAD: Workload(
        "preload ten each",
        "parent",
        lambda contender, data: contender.preload(data.preload_until),
        lambda data: data.preload_until,
        group_rows,
        Target(best_peer=4.2, aim=2.5),
    ),
    WorkloadName.CHANGE: Workload(
        "load, change, save",
        "record",
        lambda contender, data: contender.change_each(data.keys, "changed"),
        lambda data: len(data.keys),
        nothing,
        Target(best_peer=10, aim=5),
        writes=True,
    ),
    WorkloadName.VALUES: Workload(
        "values (dicts)",
        "row",
        lambda contender, data: contender.values(),
        lambda data: len(data.articles),
        plain,
        Target(best_peer=1.5, aim=1.3),
    ),
    WorkloadName.PLUCK: Workload(
        "pluck two columns",
        "row",
        lambda contender, data: contender.pluck(),
        lambda data: len(data.articles),
        plain,
        Target(),
    ),
    WorkloadName.COMPILE: Workload(
        "build and compile a join",
        "query",
        lambda contender, data: contender.compile_join(data.first_authors),
        lambda data: len(data.first_authors),
        join_parts,
        Target(best_peer=20, aim=16),
        executes=False,
    ),
}
