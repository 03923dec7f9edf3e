"""What the documentation says happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import rhosocial.activerecord as public
from tools.docs.pages import DOCS, blocks_of, pages
from tools.docs.program import Program
from tools.docs.regions import regenerated

PAGES = [pytest.param(page, id=page.name) for page in pages()]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_and_shows_what_it_gives(page: Path) -> None:
    Program(page).run()


@pytest.mark.parametrize("page", PAGES)
def test_what_is_generated_is_up_to_date(page: Path) -> None:
    assert regenerated(page) == page.read_text(encoding="utf-8"), f"run: python -m tools.docs --write docs/{page.name}"


@pytest.mark.parametrize(("folder", "passed"), [(".", 3), ("api", 2), ("plain", 1)])
def test_the_tests_on_the_testing_page_pass(folder: str, passed: int, tmp_path: Path) -> None:
    for block in blocks_of((DOCS / "testing.md").read_text(encoding="utf-8")):
        title = re.search(r'title="(.+)"', block.info)
        if title is not None and str((file := Path(title[1])).parent) == folder:
            (tmp_path / file.name).write_text(block.code, encoding="utf-8")
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{passed} passed" in done.stdout


def test_the_reference_has_every_public_name_once() -> None:
    text = (DOCS / "reference.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^::: rhosocial\.activerecord\.(\w+)$", text, re.MULTILINE)) == sorted(public.__all__)
