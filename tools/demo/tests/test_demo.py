"""The demo runs as a user would run it, and its checks can fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.progress import Progress
from typer.testing import CliRunner, Result

from tools.demo import load, source
from tools.demo.__main__ import app
from tools.demo.models import IsoRecord, Script
from tools.demo.source import Row

MODES = pytest.mark.parametrize("mode", ["--sync-only", "--async-only"])


def run_demo(folder: Path, *options: str) -> Result:
    url = f"sqlite:///{folder / 'iso.db'}"
    return CliRunner().invoke(app, ["--url", url, *options], env={"COLUMNS": "200"})


def test_every_check_holds_in_sync_and_async(tmp_path: Path) -> None:
    result = run_demo(tmp_path)
    assert result.exit_code == 0, result.output
    assert "checks hold" in result.output
    assert "FAILED" not in result.output


def test_sql_is_shown_on_request(tmp_path: Path) -> None:
    assert "CREATE TABLE" in run_demo(tmp_path, "--sync-only", "--sql").output


def test_sql_is_not_shown_unasked(tmp_path: Path) -> None:
    assert "CREATE TABLE" not in run_demo(tmp_path, "--sync-only").output


@MODES
def test_a_fact_that_differs_from_pycountry_fails_the_run(
    tmp_path: Path, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_row = source._language
    monkeypatch.setattr(source, "_language", lambda entry: true_row(entry) | {"type": "L"})
    assert_failed(run_demo(tmp_path, mode), "extinct languages")


@MODES
def test_a_lost_row_fails_the_run(tmp_path: Path, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    all_batches = load._batches

    def fewer_batches(progress: Progress, model: type[IsoRecord], rows: list[Row]) -> Iterator[list[Row]]:
        return all_batches(progress, model, rows[1:] if model is Script else rows)

    monkeypatch.setattr(load, "_batches", fewer_batches)
    assert_failed(run_demo(tmp_path, mode), "rows of Script unlike their source")


def assert_failed(result: Result, claim: str) -> None:
    assert result.exit_code == 1, result.output
    failed = [line for line in result.output.splitlines() if "FAILED" in line]
    assert any(claim in line for line in failed), result.output


def test_both_parts_cannot_be_left_out(tmp_path: Path) -> None:
    assert run_demo(tmp_path, "--sync-only", "--async-only").exit_code == 2


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/iso.db", "sqlight:///iso.db"])
def test_a_database_that_cannot_be_had_is_a_usage_error(url: str) -> None:
    result = CliRunner().invoke(app, ["--url", url])
    assert result.exit_code == 2, result.output
    assert "--url" in result.output
