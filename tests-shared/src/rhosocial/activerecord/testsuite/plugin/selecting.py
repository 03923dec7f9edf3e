"""Which backends a run is about: the plugin's options, and the cases multiplied by target and mode."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ..targets import TargetError, Targets, find_targets

CASES = Path(__file__).parents[1] / "cases"
TARGETS = pytest.StashKey[Targets]()
MODES = ("sync", "async")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the suite's options."""
    group = parser.getgroup("conformance", "conformance of rhosocial-activerecord backends")
    group.addoption(
        "--backend",
        action="append",
        metavar="MODULE:TARGET",
        help="a backend to test: my_package.conformance:target or path/to/file.py:target; may be repeated",
    )
    group.addoption(
        "--scorecard",
        metavar="FOLDER",
        type=Path,
        help="write a JSON scorecard for each backend into this folder",
    )
    parser.addini("conformance_backends", "the backends to test where --backend names none", type="linelist")


def choose_targets(config: pytest.Config) -> None:
    """Find the targets of the run."""
    asked: Sequence[str] = config.getoption("--backend") or ()
    here = config.invocation_params.dir if asked else config.rootpath
    try:
        config.stash[TARGETS] = find_targets(asked or config.getini("conformance_backends"), here, optional=not asked)
    except TargetError as error:
        raise pytest.UsageError(f"--backend: {error}") from error


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each case on each backend in each mode."""
    if "environment" not in metafunc.fixturenames or not metafunc.module.__file__.startswith(str(CASES)):
        return
    targets = metafunc.config.stash[TARGETS]
    if not targets.found:
        raise pytest.UsageError("which backend? Say --backend my_package.conformance:target")
    chosen = [str(name) for mark in metafunc.definition.iter_markers("modes") for name in mark.args] or MODES
    pairs = [(target, mode) for target in targets.present for mode in chosen]
    metafunc.parametrize("environment", pairs, indirect=True, ids=[f"{target.name}-{mode}" for target, mode in pairs])
