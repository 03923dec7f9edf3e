"""The tables of benchmark runs that are kept beside the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .pages import DOCS

RESULTS = DOCS / "benchmark.json"
RELATIONS = DOCS / "relations.json"
TRACKING = DOCS / "tracking.json"
FLOOR, OURS = "floor", "ours"


def benchmark_table() -> str:
    """Return what was measured, and where and when."""
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    names = {name: title for name, title in results["contenders"].items() if name != FLOOR}
    lines = [
        f"Measured on {results['date']} on {results['machine']}; Python {results['python']},",
        f"SQLite {results['sqlite']}, {results['rows']:,} rows, medians of {results['rounds']} rounds:",
        f"`{results['command']}`.",
        "",
        f"| | {' | '.join(names.values())} | aim |",
        f"|---|{'---:|' * (len(names) + 1)}",
        *_rows(results, names),
    ]
    return "\n" + "\n".join(lines) + "\n\n"


def relations_table() -> str:
    """Return what loading a relation in each way took, and how many statements."""
    results: dict[str, Any] = json.loads(RELATIONS.read_text(encoding="utf-8"))
    lines = [
        f"Measured on {results['date']} on {results['machine']}; Python {results['python']},",
        f"SQLite {results['sqlite']}, {results['parents']:,} parents with {results['children']} children each,",
        f"medians of {results['rounds']} rounds: `{results['command']}`.",
        "",
        "| | time | statements |",
        "|---|---:|---:|",
        *(
            f"| {title} | {figures['ratio']:.2f}x | {figures['statements']:,} |"
            for title, figures in results["strategies"].items()
        ),
    ]
    return "\n" + "\n".join(lines) + "\n\n"


def _rows(results: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    for title, figures in results["workloads"].items():
        unit = "x" if figures["unit"] == "ratio" else " µs"
        yield _row(title, [figures[name] for name in names], figures["aim"], unit)
    milliseconds = results["import_milliseconds"]
    yield _row("import, beyond pydantic", [milliseconds.get(name) for name in names], 40, " ms")


def _row(title: str, figures: list[float | None], aim: float | None, unit: str) -> str:
    cells = ["" if figure is None else f"{figure:.{1 if figure >= 10 else 2}f}{unit}" for figure in (*figures, aim)]
    return f"| {title} | {' | '.join(cells)} |"


def tracking_table() -> str:
    """Return what a loaded record takes, with and without what tracks its changes."""
    results: dict[str, Any] = json.loads(TRACKING.read_text(encoding="utf-8"))
    rows = [
        f"| {name} | {figures['bytes']:,} | {figures['nanoseconds']:,} | {figures['nanoseconds_collecting']:,} |"
        for name, figures in results["ways"].items()
    ]
    lines = [
        f"Measured on {results['date']} with {results['rows']:,} rows of ten columns, medians of "
        f"{results['rounds']} rounds:",
        "`python -m tools.benchmark.tracking`.",
        "",
        "| | bytes | nanoseconds | with Python's collector on |",
        "|---|---:|---:|---:|",
        *rows,
    ]
    return "\n" + "\n".join(lines) + "\n\n"
