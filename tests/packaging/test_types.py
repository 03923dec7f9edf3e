"""The installed wheels are typed: mypy and pyright read them as a user's checkers do, across all of their folders."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.environment import Environment

PROGRAM = """\
from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.testsuite import databases


class Book(ActiveRecord):
    title: str


Book.configure("sqlite://")
backend: type[SQLiteBackend] = SQLiteBackend
names: list[str] = [database.name for database in databases()]
titles: list[str] = [book.title for book in Book.where(title="Emma").all()]
"""
MISTAKES = """\
from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.testsuite import databases

record: int = ActiveRecord
backend: int = SQLiteBackend
names: list[int] = [database.name for database in databases()]
"""
CHECKERS = {
    "mypy": ("mypy", "--strict", "--config-file=", "--python-executable"),
    "pyright": ("pyright", "--pythonpath"),
}


def _errors(checker: str, program: str, environment: Environment, folder: Path) -> set[int]:
    """Return the numbers of the lines in which a checker finds an error."""
    (folder / "program.py").write_text(program)
    command = [sys.executable, "-m", *CHECKERS[checker], str(environment.python), "program.py"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    print(result.stdout, result.stderr)
    errors = {int(number) for number in re.findall(r"program\.py:(\d+).* error", result.stdout)}
    assert result.returncode == bool(errors)
    return errors


@pytest.mark.parametrize("checker", CHECKERS)
def test_a_program_on_the_installed_wheels_type_checks(installed: Environment, tmp_path: Path, checker: str) -> None:
    assert _errors(checker, PROGRAM, installed, tmp_path) == set()


@pytest.mark.parametrize("checker", CHECKERS)
def test_types_reach_a_program_from_every_wheel(installed: Environment, tmp_path: Path, checker: str) -> None:
    assert _errors(checker, MISTAKES, installed, tmp_path) == {5, 6, 7}
