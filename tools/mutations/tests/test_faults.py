"""The suite finds every planted fault, and finds nothing where none is planted."""

from __future__ import annotations

import pytest

from tools.mutations.faults import FAULTS, Fault
from tools.mutations.suite import PASSED, run_cases


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found(fault: Fault) -> None:
    outcome = run_cases(fault.name, fault.cases)
    assert outcome.found, outcome.output


def test_without_a_fault_the_same_cases_pass() -> None:
    outcome = run_cases("sound", *(fault.cases for fault in FAULTS))
    assert outcome.code == PASSED, outcome.output


def test_there_are_ten() -> None:
    assert len({fault.name for fault in FAULTS}) == 10
