"""The program around the contenders: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tools.benchmark.cli import app
from tools.benchmark.contenders import FLOOR
from tools.benchmark.dataset import ARTICLES_PER_AUTHOR, make_dataset
from tools.benchmark.imports import import_milliseconds
from tools.benchmark.measure import Timings
from tools.benchmark.outcomes import WrongResult, require_equal
from tools.benchmark.relations import app as relations


def test_the_data_is_the_same_each_time() -> None:
    assert make_dataset(50) == make_dataset(50)


def test_the_data_is_as_large_as_asked() -> None:
    data = make_dataset(200)
    assert len(data.articles) == 200
    assert len(data.authors) == 200 // ARTICLES_PER_AUTHOR
    assert len(set(data.keys)) == len(data.new_articles) == 20


def test_a_ratio_is_the_median_over_rounds() -> None:
    timings = Timings(10, {FLOOR: [1.0, 2.0, 1.0], "peer": [2.0, 8.0, 3.0]})
    assert timings.ratio("peer") == 3
    assert timings.microseconds(FLOOR) == 100_000


@pytest.mark.parametrize(
    ("given", "message"),
    [([1, 2], "2 results instead of 3"), ([1, 5, 3], "5 instead of 2"), ("text", "'text' instead of")],
)
def test_a_wrong_result_is_named(given: object, message: str) -> None:
    with pytest.raises(WrongResult, match=message):
        require_equal("peer", "find", given, [1, 2, 3])


def test_the_report_is_written_as_json(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    arguments = ["--rows", "20", "--rounds", "2", "--workload", "find", "--url", "sqlite://", "--json", str(target)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(target.read_text())
    assert len(report["timings"]["find"]["seconds"][FLOOR]) == 2
    assert report["figures"]["find"]["aim"] == 3


@pytest.mark.parametrize("url", ["postgresql://localhost/x", "library.db"])
def test_a_url_it_cannot_use_is_refused(url: str) -> None:
    result = CliRunner().invoke(app, ["--url", url])
    assert result.exit_code == 2
    assert "--url" in result.output


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "bench-floor.db").write_text("precious")
    result = CliRunner().invoke(app, ["--url", f"sqlite:///{tmp_path}/bench.db"])
    assert result.exit_code == 2
    assert (tmp_path / "bench-floor.db").read_text() == "precious"


def test_an_import_is_told_in_milliseconds() -> None:
    assert import_milliseconds(["sqlite3"], 1, "process_time")["sqlite3"] > 0


def test_loading_relations_is_measured_in_each_way(tmp_path: Path) -> None:
    report = tmp_path / "relations.json"
    result = CliRunner().invoke(relations, ["--parents", "5", "--rounds", "1", "--json", str(report)])
    assert result.exit_code == 0, result.output
    figures = json.loads(report.read_text())["strategies"]
    assert [figure["statements"] for figure in figures.values()] == [2, 1, 2, 2, 1, 6]
    assert all(figure["ratio"] > 0 for figure in figures.values())
