"""Each check is a program that explains itself, and its exit code says whether the tree is clean."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tools.checks import __main__ as everything
from tools.checks.forbidden import CHECK
from tools.checks.report import REPOSITORY, Check, Finding, command, report

FAULT = "if dialect == 'x': ...\n"


def program(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", module, *arguments]
    return subprocess.run(line, cwd=REPOSITORY, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["", *(f".{name}" for name in everything.CHECKS)])
def test_every_program_has_help(name: str) -> None:
    result = program(f"tools.checks{name}", "--help")
    assert result.returncode == 0, result.stderr
    assert "Usage: " in result.stdout


def test_a_clean_tree_ends_well(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("x = 1\n")
    result = program("tools.checks.forbidden", str(tmp_path))
    assert (result.returncode, result.stdout) == (0, "forbidden: clean\n")


def test_a_fault_is_printed_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "faulty.py").write_text(FAULT)
    result = CliRunner().invoke(command(CHECK), [str(tmp_path)])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{tmp_path}/faulty.py:1: dialect == 'x' branches on")
    assert result.stdout.endswith("forbidden: 1 finding\n")


def test_a_tree_without_files_is_no_clean_tree(tmp_path: Path) -> None:
    result = CliRunner().invoke(command(CHECK), [str(tmp_path)])
    assert result.exit_code == 1
    assert "forbidden: no files under" in result.stdout


def test_a_part_the_repository_does_not_have_is_skipped_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(Check("future", "", ("no/such/*/place",), lambda roots: []))
    assert capsys.readouterr().out == "future: skipped, there is no no/such/*/place\n"


def test_all_checks_fail_when_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(_: Sequence[Path]) -> list[Finding]:
        return [Finding(tmp_path, 1, "planted")]

    monkeypatch.setitem(everything.CHECKS, "sound", Check("sound", "", ("tools",), lambda roots: []))
    monkeypatch.setitem(everything.CHECKS, "faulty", Check("faulty", "", ("tools",), faulty))
    assert CliRunner().invoke(everything.app, ["sound"]).exit_code == 0
    assert CliRunner().invoke(everything.app, ["faulty", "sound"]).exit_code == 1


def test_an_unknown_check_is_refused() -> None:
    result = CliRunner().invoke(everything.app, ["nonesuch"])
    assert result.exit_code == 2
    assert "nonesuch" in result.output
