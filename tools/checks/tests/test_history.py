"""The history check passes a good history and catches each fault planted in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks.history import CHECK
from tools.checks.report import findings

GOOD = """\
# shop history

-----

All notable changes to `shop` are listed here.

## Unreleased

***Added:***

- A door, which
  opens

## 1.1.0 - 2026-02-01

***Changed:***

- The sign

***Fixed:***

- The light

## 1.0.0 - 2026-01-01

***Added:***

- The house
"""


def _faults(tmp_path: Path, history: str, version: str = "1.2.0", name: str = "shop") -> list[str]:
    package = tmp_path / "packages" / "shop"
    package.mkdir(parents=True)
    (package / "pyproject.toml").write_text(f'[project]\nname = "shop"\nversion = "{version}"\n')
    folder = tmp_path / "docs" / "history"
    folder.mkdir(parents=True)
    (folder / f"{name}.md").write_text(history)
    return [finding.message for finding in findings(CHECK, [folder])]


def test_a_good_history_is_clean(tmp_path: Path) -> None:
    assert _faults(tmp_path, GOOD) == []


def test_the_released_version_needs_no_unreleased_changes(tmp_path: Path) -> None:
    released = GOOD.replace("***Added:***\n\n- A door, which\n  opens\n\n", "", 1)
    assert _faults(tmp_path, released, version="1.1.0") == []


@pytest.mark.parametrize(
    ("good", "planted", "message"),
    [
        ("# shop history", "# History", "the title is"),
        ("## Unreleased", "## Soon", "the first section is"),
        ("## 1.1.0 - 2026-02-01", "### 1.1.0 - 2026-02-01", "a section is"),
        ("## 1.1.0 - 2026-02-01", "## 1.1.0", "a release has a version and a date"),
        ("2026-02-01", "2026-02-31", "a release has a version and a date"),
        ("## 1.1.0", "## new", "a release has a version and a date"),
        ("2026-02-01", "2025-12-31", "1.0.0 stands below 1.1.0 and is not older"),
        ("## 1.0.0", "## 1.1.0", "1.1.0 stands below 1.1.0 and is not older"),
        ("***Changed:***", "***Altered:***", "the groups of 1.1.0 are"),
        ("***Changed:***", "***Security:***", "the groups of 1.1.0 are"),
        ("- The light\n", "", "Fixed of 1.1.0 is empty"),
        ("***Added:***\n\n- The house\n", "", "1.0.0 lists no change"),
        ("- The sign", "The sign", "changes are"),
        ("***Added:***\n\n- A door, which\n  opens\n\n", "", "1.2.0 is not released and nothing is listed for it"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, good: str, planted: str, message: str) -> None:
    assert good in GOOD
    [fault] = _faults(tmp_path, GOOD.replace(good, planted, 1))
    assert fault.startswith(message)


def test_a_version_older_than_the_newest_release_is_found(tmp_path: Path) -> None:
    [fault] = _faults(tmp_path, GOOD, version="1.0.5")
    assert fault == "pyproject.toml says 1.0.5, older than the newest release, 1.1.0"


def test_a_distribution_without_a_history_and_a_history_without_a_distribution_are_found(tmp_path: Path) -> None:
    assert sorted(_faults(tmp_path, GOOD, name="shed")) == ["no distribution is called shed", "shop has no history"]
