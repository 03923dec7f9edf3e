"""An unexpected pass and a capability that is not true fail a run; a target that is not found says why."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rhosocial.activerecord.testsuite.plugin.selecting import CASES

ROOT = Path(__file__).resolve().parents[3]
TARGETS = """
import sqlite3
from pathlib import Path

from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.testsuite import Deviation, Target
from rhosocial.activerecord.testsuite.targets import find_target

Sound = type(find_target("packages/core/tests/conformance.py:sqlite", Path({root!r})))


class Unexpected(Sound):
    name = "unexpected"
    deviations = (Deviation("transactions/test_blocks.py::test_an_inner*", "it passes", "https://example.org"),)


class Modest(SQLiteBackend):
    newest = SQLiteBackend.newest.replaced(regular_expressions=False)

    def probe_plan(self, connection):
        capabilities = yield from super().probe_plan(connection)
        return capabilities.replaced(regular_expressions=False)


class Lying(Sound):
    name = "lying"

    def create_backend(self, **settings):
        return Modest(super().create_backend(**settings).config)
"""


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    """A file of targets, each wrong in its own way."""
    path = tmp_path / "wrong_targets.py"
    path.write_text(TARGETS.format(root=str(ROOT)))
    return path


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    options = ["-q", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command = [sys.executable, "-m", "pytest", *options, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_unexpected_pass_fails_the_run(targets: Path) -> None:
    result = _run(str(CASES / "transactions/test_blocks.py"), "-k", "inner", "--backend", f"{targets}:Unexpected")
    assert result.returncode == pytest.ExitCode.TESTS_FAILED, result.stdout
    assert "[XPASS(strict)] it passes (https://example.org)" in result.stdout


def test_a_feature_that_is_denied_and_works_all_the_same_fails_the_run(targets: Path) -> None:
    case = "capabilities/test_features.py"
    result = _run(str(CASES / case), "-k", "regular_expressions", "--backend", f"{targets}:Lying")
    assert result.returncode == pytest.ExitCode.TESTS_FAILED, result.stdout
    assert "deny regular_expressions, and the case passed all the same" in result.stdout


def test_a_scorecard_is_written(tmp_path: Path) -> None:
    sqlite = "packages/core/tests/conformance.py:sqlite"
    result = _run(str(CASES / "suite"), "--backend", sqlite, "--scorecard", str(tmp_path))
    assert result.returncode == pytest.ExitCode.OK, result.stdout
    [path] = tmp_path.glob("*.json")
    card = json.loads(path.read_text())
    assert card["backend"] == "sqlite"
    assert set(card["outcomes"]) == {"sync", "async"}
    assert card["capabilities"]["insert_returning"] is True


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere.at_all:target", "nowhere.at_all can't be imported"),
        ("packages/core/tests/missing.py:target", "there is no file"),
        ("packages/core/tests/conformance.py:nothing", "has no target 'nothing'"),
        ("nothing", "names no target"),
    ],
)
def test_a_target_that_is_not_found_says_why(target: str, message: str) -> None:
    result = _run(str(CASES / "suite"), "--backend", target)
    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr
