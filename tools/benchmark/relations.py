"""What loads a relation for many parents, timed against two queries joined by hand."""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Annotated, Any

import typer

from rhosocial.activerecord import assert_queries
from tools.benchmark.contenders.floor import Floor
from tools.benchmark.contenders.ours import Rhosocial
from tools.benchmark.contenders.ours_models import Article, Author, Model
from tools.benchmark.dataset import ARTICLES_PER_AUTHOR, make_dataset
from tools.benchmark.outcomes import require_equal
from tools.benchmark.runner import collector_off

Load = Callable[[], list[list[Article]]]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def articles(authors: Any) -> list[list[Article]]:
    """Read the relation of each author."""
    return [list(author.articles) for author in authors]


STRATEGIES: dict[str, Load] = {
    '`preload("articles")`': lambda: articles(Author.preload("articles").all()),
    '`preload("articles", strategy="join")`': lambda: articles(Author.preload("articles", strategy="join").all()),
    "read unloaded, which loads for all siblings": lambda: articles(Author.all()),
    '`preload("articles").in_batches()`': lambda: [
        found for batch in Author.preload("articles").in_batches() for found in articles(batch)
    ],
    '`preload("articles", strategy="join").in_batches()`': lambda: [
        found for batch in Author.preload("articles", strategy="join").in_batches() for found in articles(batch)
    ],
    'read unloaded with `loading("lazy")`: N+1': lambda: articles(Author.query().loading("lazy").all()),
}


@app.command()
def bench(
    parents: Annotated[int, typer.Option(min=2, help=f"Authors, each with {ARTICLES_PER_AUTHOR} articles.")] = 20_000,
    rounds: Annotated[int, typer.Option(min=1, help="Timed rounds of each strategy, after one to warm up.")] = 5,
    cpu: Annotated[bool, typer.Option("--cpu", help="Count processor time: steadier on a busy machine.")] = False,
    machine: Annotated[str, typer.Option(help="What the report calls this machine.")] = platform.machine(),
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
) -> None:
    """Measure the strategies of loading a relation against two queries and a dict.

    Example: python -m tools.benchmark.relations --cpu --json docs/relations.json
    """
    clock = process_time if cpu else perf_counter
    with opened(parents) as (floor, ours):
        figures = {name: measured(load, floor, ours, parents, rounds, clock) for name, load in STRATEGIES.items()}
    for name, figure in figures.items():
        typer.echo(f"{figure['ratio']:8.2f}x {figure['statements']:8,} statements  {name}")
    if json_file:
        command = f"python -m tools.benchmark.relations --parents {parents} --rounds {rounds}{' --cpu' if cpu else ''}"
        report = {
            "date": date.today().isoformat(),
            "machine": machine,
            "command": command,
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "parents": parents,
            "children": ARTICLES_PER_AUTHOR,
            "rounds": rounds,
            "strategies": figures,
        }
        json_file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


@contextmanager
def opened(parents: int) -> Iterator[tuple[Floor, Rhosocial]]:
    """Open the driver and this library, each on a file with the same rows."""
    data = make_dataset(parents * ARTICLES_PER_AUTHOR)
    floor, ours = Floor(), Rhosocial()
    with TemporaryDirectory(prefix="bench-") as folder:
        for contender in (floor, ours):
            contender.open(f"sqlite:///{folder}/{contender.name.partition(' ')[0]}.db")
            contender.fill(data.authors, data.articles)
        try:
            yield floor, ours
        finally:
            floor.close()
            ours.close()


def measured(
    load: Load, floor: Floor, ours: Rhosocial, parents: int, rounds: int, clock: Callable[[], float]
) -> dict[str, float]:
    """Return a strategy's time as a ratio to the floor's, the median of all rounds, and the statements it sends."""
    Model.configure(ours.backend)
    expected = floor.preload(parents)
    with assert_queries() as counted:
        found = load()
    require_equal(ours.name, "relations", [[ours.row(item) for item in one] for one in found], expected)
    del found, expected
    ratios = [timed(load, clock) / timed(lambda: floor.preload(parents), clock) for _ in range(rounds)]
    return {"ratio": round(median(ratios), 2), "statements": counted.count}


def timed(run: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return the seconds that something takes."""
    with collector_off():
        began = clock()
        result = run()
        seconds = clock() - began
    del result
    return seconds


if __name__ == "__main__":
    app(prog_name="relations")
