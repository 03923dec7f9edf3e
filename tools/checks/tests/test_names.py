"""The names check lets a case that asks capabilities pass and catches a backend's name anywhere in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks.names import CHECK
from tools.checks.report import findings
from tools.checks.rules.backends import BACKEND_NAMES
from tools.checks.tests.conftest import Inspect

CASE = '"""Rows come back."""\n\ndef case(db):\n    if db.capabilities.returning:\n        return "my sequel"\n'


def test_a_case_without_names_passes(inspect: Inspect) -> None:
    assert inspect(CHECK, {"testsuite/cases/crud.py": CASE}) == []


@pytest.mark.parametrize("name", BACKEND_NAMES)
@pytest.mark.parametrize("text", ["if db.name == '{}': ...", "# not on {}", "from aio{} import x", "is_{}_server = 1"])
def test_a_name_is_caught(inspect: Inspect, name: str, text: str) -> None:
    for spelling in (name, name.title(), name.upper()):
        found = inspect(CHECK, {"testsuite/cases/crud.py": CASE + text.format(spelling) + "\n"})
        assert [each.partition(" ")[0:1] for each in found] == [("testsuite/cases/crud.py:6:",)]
        assert spelling in found[0]


def test_a_name_in_a_docstring_a_data_file_and_a_file_name_is_caught(inspect: Inspect) -> None:
    files = {"cases/a.py": '"""As SQLite does."""\n', "cases/rows.json": '{"mysql": 1}', "cases/duckdb_rows.py": ""}
    assert len(inspect(CHECK, files)) == 3


def test_the_folder_a_case_lives_in_may_be_called_anything(tmp_path: Path) -> None:
    cases = tmp_path / "sqlite" / "cases"
    cases.mkdir(parents=True)
    (cases / "crud.py").write_text(CASE)
    assert findings(CHECK, [cases]) == []
