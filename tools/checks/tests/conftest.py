"""Source trees written on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from tools.checks.report import Check, findings

Inspect = Callable[..., list[str]]


def write_tree(root: Path, files: Mapping[str, str]) -> Path:
    """Write `files`, by path below `root`, and return `root`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    """Return what a check finds in files of the library, as `path:line: message` below the package."""

    def inspect_files(check: Check, files: Mapping[str, str]) -> list[str]:
        package = tmp_path / "rhosocial/activerecord"
        write_tree(package, files)
        found = findings(check, [tmp_path])
        return [f"{each.path.relative_to(package)}:{each.line}: {each.message}" for each in found]

    return inspect_files
