"""Every contender gives what the floor gives; nothing here is timed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.benchmark.contenders import FLOOR, MODULES, PEERS, Missing, load_contender
from tools.benchmark.dataset import Dataset, make_dataset
from tools.benchmark.outcomes import require_equal
from tools.benchmark.runner import Runner
from tools.benchmark.workloads import WORKLOADS, Workload, WorkloadName

ROWS = 60


@pytest.fixture(scope="module")
def data() -> Dataset:
    return make_dataset(ROWS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("benchmark")


@pytest.fixture(scope="module", params=[name for name in MODULES if name != FLOOR])
def contender(request: pytest.FixtureRequest, folder: Path, data: Dataset) -> Iterator[Runner]:
    loaded = load_contender(request.param)
    if isinstance(loaded, Missing):
        if loaded.name in PEERS:
            pytest.skip(f"{loaded.name} is not installed: {loaded.reason}")
        pytest.fail(loaded.reason)
    yield from opened(loaded, folder, data)


@pytest.fixture(scope="module")
def floor(folder: Path, data: Dataset) -> Iterator[Runner]:
    loaded = load_contender(FLOOR)
    assert not isinstance(loaded, Missing)
    yield from opened(loaded, folder, data)


def opened(contender: Runner, folder: Path, data: Dataset) -> Iterator[Runner]:
    contender.open(f"sqlite:///{folder}/{contender.name}.db", data)
    yield contender
    contender.close()


@pytest.mark.parametrize("name", WorkloadName)
def test_the_outcome_is_the_floors(name: WorkloadName, contender: Runner, floor: Runner, data: Dataset) -> None:
    workload = WORKLOADS[name]
    require_equal(contender.name, workload.title, outcome(workload, contender, data), outcome(workload, floor, data))


def test_a_run_leaves_the_rows_as_they_were(contender: Runner, data: Dataset) -> None:
    outcome(WORKLOADS[WorkloadName.SAVE], contender, data)
    outcome(WORKLOADS[WorkloadName.CHANGE], contender, data)
    assert outcome(WORKLOADS[WorkloadName.VALUES], contender, data) == [data.articles]


def outcome(workload: Workload, contender: Runner, data: Dataset) -> object:
    _, result = contender.run(workload, data, check=True)
    return result
