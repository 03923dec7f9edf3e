"""The conformance suite runs on the installed wheels as its pages say, from a folder that has nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.packaging.environment import Environment

TARGET = """\
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.testsuite import Target


class Mine(Target):
    name = "mine"
    driver = "sqlite3"

    def create_backend(self, **settings):
        return SQLiteBackend(database="file:mine.db", **settings)

    def server(self, backend):
        return "SQLite"


target = Mine()
"""
PYTEST = "import sys, pytest; sys.dont_write_bytecode = True; sys.exit(pytest.main(sys.argv[1:]))"
"""What pytest compiles would stay when the wheel is uninstalled, and leave a package behind."""
SUITE = "rhosocial.activerecord.testsuite"


def test_the_suite_runs_in_a_folder_of_the_author_s(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(TARGET, encoding="utf-8")
    asked = ("--pyargs", "--backend", "mine.py:target", "-q", "-p", "no:cacheprovider")
    all_cases = installed.run(PYTEST, *asked, "--collect-only", SUITE, folder=tmp_path)
    assert "cases/fields/test_json.py" in all_cases
    assert "cases/queries/test_json.py" in all_cases
    some = installed.run(PYTEST, *asked, f"{SUITE}.cases.ordering", f"{SUITE}.cases.errors", folder=tmp_path)
    assert "conformance mine (SQLite, sqlite3)" in some
