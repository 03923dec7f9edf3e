"""What the documentation says happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs.pages import pages
from tools.docs.program import Program
from tools.docs.regions import regenerated

PAGES = [pytest.param(page, id=page.name) for page in pages()]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_and_shows_what_it_gives(page: Path) -> None:
    Program(page).run()


@pytest.mark.parametrize("page", PAGES)
def test_what_is_generated_is_up_to_date(page: Path) -> None:
    assert regenerated(page) == page.read_text(encoding="utf-8"), f"run: python -m tools.docs --write docs/{page.name}"
