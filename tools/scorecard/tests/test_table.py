"""The table counts what the scorecards say, and its region in a page is found again."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from rhosocial.activerecord.testsuite.scorecard import DEVIATES, PASSED, UNSUPPORTED, Scorecard
from tools.scorecard.__main__ import CLOSING, OPENING, app, replaced
from tools.scorecard.table import render

DEVIATION = {"case": "types/test_a.py::test_x", "reason": "it rounds", "link": "https://example.org"}


@pytest.fixture
def card() -> Scorecard:
    made = Scorecard("some", "driver 1", "Server 2", deviations=[DEVIATION])
    made.note("sync", "types/test_a.py::test_x", DEVIATES)
    made.note("sync", "types/test_a.py::test_y", PASSED)
    made.note("async", "types/test_a.py::test_y", PASSED)
    made.note("sync", "pool/test_b.py::test_z", UNSUPPORTED)
    return made


def test_the_table_counts_each_area(card: Scorecard) -> None:
    lines = render([card]).splitlines()
    assert "| types | 2, 1 deviate |" in lines
    assert "| pool | 0, 1 refused |" in lines
    assert "| all | 2, 1 refused, 1 deviate |" in lines
    assert lines[-1] == "- some, `types/test_a.py::test_x`: [it rounds](https://example.org)"


def test_a_page_is_made_anew_and_then_up_to_date(card: Scorecard, tmp_path: Path) -> None:
    folder, page = tmp_path / "cards", tmp_path / "page.md"
    card.write(folder)
    page.write_text(f"before\n{OPENING}\nold\n{CLOSING}\nafter\n")
    arguments = [str(folder), str(page)]
    assert CliRunner().invoke(app, [*arguments, "--check"]).exit_code != 0
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert CliRunner().invoke(app, [*arguments, "--check"]).exit_code == 0
    assert page.read_text().startswith("before\n")
    assert page.read_text().endswith("after\n")
    assert "old" not in page.read_text()


def test_a_page_without_the_region_is_refused() -> None:
    with pytest.raises(typer.BadParameter):
        replaced("nothing here", "table")


def test_a_scorecard_is_read_as_it_was_written(card: Scorecard, tmp_path: Path) -> None:
    assert Scorecard.read(card.write(tmp_path)) == card
