"""Running a part of the suite on a backend with a fault."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from rhosocial.activerecord.testsuite.plugin.selecting import CASES
from tools.mutations.faults import Cases

REPOSITORY = Path(__file__).resolve().parents[2]
PASSED, FAILED = 0, 1
_FAILURE = re.compile(r"^FAILED \S*?::(\w+)", re.MULTILINE)


class Outcome(NamedTuple):
    """What became of a run.

    Attributes:
        code: pytest's exit code.
        case: The first case that failed; empty where none did.
        output: All that pytest printed.
    """

    code: int
    case: str
    output: str

    @property
    def found(self) -> bool:
        """Whether a case failed, and not merely its set-up."""
        return self.code == FAILED and bool(self.case)


def run_cases(target: str, *selections: Cases) -> Outcome:
    """Run cases on a target of `tools.mutations.targets`, until one fails."""
    files = dict.fromkeys(str(CASES / file) for file, *_ in selections)
    chosen = " or ".join(f"({_words(cases)})" for cases in dict.fromkeys(selections))
    arguments = [*files, "-k", f"sync and not async and ({chosen})"]
    options = ["-x", "-q", "-rf", "--tb=no", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command = [sys.executable, "-m", "pytest", *options, "--backend", f"tools.mutations.targets:{target}", *arguments]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    failure = _FAILURE.search(result.stdout)
    return Outcome(result.returncode, failure[1] if failure else "", result.stdout + result.stderr)


def _words(cases: Cases) -> str:
    """Return the expression that picks cases by the names of their file and of themselves."""
    file, *words = cases
    return " and ".join([Path(file).stem, *(f"({word})" for word in words)])
