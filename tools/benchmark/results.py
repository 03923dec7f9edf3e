"""The result of one benchmark, as it is printed and as it is written to a file."""

from __future__ import annotations

import platform
import sqlite3
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from pydantic import TypeAdapter

from tools.benchmark.contenders import PEERS
from tools.benchmark.measure import Timings
from tools.benchmark.workloads import WORKLOADS, WorkloadName


@dataclass(slots=True)
class Results:
    """Everything one run found out."""

    rows: int
    rounds: int
    clock: str
    """Which time was counted: elapsed or processor."""
    url: str
    contenders: dict[str, str]
    """Short name to display name with version."""
    missing: dict[str, str]
    """Short name of a contender that cannot run here to the reason."""
    python: str = field(default_factory=platform.python_version)
    sqlite: str = sqlite3.sqlite_version
    timings: dict[WorkloadName, Timings] = field(default_factory=dict)
    import_milliseconds: dict[str, float] = field(default_factory=dict)

    def figure(self, workload: WorkloadName, contender: str) -> float:
        """Return what is compared: a ratio to the floor, or microseconds where nothing is executed."""
        timings = self.timings[workload]
        return timings.ratio(contender) if WORKLOADS[workload].executes else timings.microseconds(contender)

    def figure_to_beat(self, workload: WorkloadName) -> float | None:
        """Return the best peer of this run, or the one on record where no peer ran."""
        peers = [self.figure(workload, name) for name in self.contenders if name in PEERS]
        return min(peers, default=WORKLOADS[workload].target.best_peer)

    def to_json(self) -> bytes:
        """Return the run as JSON, with every single time and the figures drawn from them."""
        document = TypeAdapter(Results).dump_python(self, mode="json")
        document["figures"] = {
            workload.value: {
                "best_peer": WORKLOADS[workload].target.best_peer,
                "aim": WORKLOADS[workload].target.aim,
                "unit": "ratio" if WORKLOADS[workload].executes else "microseconds",
                **{name: round(self.figure(workload, name), 3) for name in self.contenders},
            }
            for workload in self.timings
        }
        return TypeAdapter(dict[str, object]).dump_json(document, indent=2)


def display_name(name: str, package: str) -> str:
    """Return a contender's name with the version of its distribution."""
    try:
        return f"{name} {version(package)}" if package else name
    except PackageNotFoundError:
        return name
