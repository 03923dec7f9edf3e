"""The command line of the benchmark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tools.benchmark.contenders import FLOOR, OURS, OURS_ASYNC, PEERS, Missing, load_contender
from tools.benchmark.dataset import Dataset, make_dataset
from tools.benchmark.imports import import_milliseconds
from tools.benchmark.measure import time_workload
from tools.benchmark.report import print_report
from tools.benchmark.results import Results, display_name
from tools.benchmark.runner import Clock, Runner
from tools.benchmark.urls import BenchmarkUrlError, contender_url
from tools.benchmark.workloads import WORKLOADS, WorkloadName

IMPORT_ROUNDS = 5
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def bench(
    peers: Annotated[bool, typer.Option("--peers", help=f"Also run {', '.join(PEERS)}.")] = False,
    workload: Annotated[list[WorkloadName] | None, typer.Option(help="Run only this one; may be repeated.")] = None,
    rows: Annotated[int, typer.Option(min=20, help="Stored articles; a tenth is found, saved, changed.")] = 10_000,
    rounds: Annotated[int, typer.Option(min=1, help="Timed rounds of each workload.")] = 9,
    cpu: Annotated[bool, typer.Option("--cpu", help="Count processor time: steadier on a busy machine.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write all times to this file.", dir_okay=False)] = None,
    url: Annotated[
        str | None,
        typer.Option(
            help="sqlite:// (memory) or sqlite:///file.db; each contender adds its name. Default: a temporary folder."
        ),
    ] = None,
) -> None:
    """Measure this library and its peers against the raw sqlite3 driver."""
    console = Console()
    clock_name, clock = ("processor", process_time) if cpu else ("elapsed", perf_counter)
    contenders, missing = load_contenders((FLOOR, OURS, OURS_ASYNC, *(PEERS if peers else ())), clock)
    names = {name: display_name(contender.name, contender.package) for name, contender in contenders.items()}
    results = Results(rows, rounds, clock_name, url or "SQLite files in a temporary folder", names, missing)
    chosen = workload or list(WorkloadName)
    with TemporaryDirectory(prefix="bench-") as folder:
        try:
            run_workloads(console, results, contenders, chosen, url or f"sqlite:///{folder}/bench.db")
        except BenchmarkUrlError as error:
            raise typer.BadParameter(str(error), param_hint="--url") from error
    if workload is None:
        measure_imports(console, results, contenders, clock.__name__)
    print_report(console, results)
    if json:
        json.write_bytes(results.to_json())


def load_contenders(names: Sequence[str], clock: Clock) -> tuple[dict[str, Runner], dict[str, str]]:
    """Import contenders; return those that can run, and for each of the others the reason it cannot."""
    loaded = {name: load_contender(name, clock) for name in names}
    found = {name: one for name, one in loaded.items() if not isinstance(one, Missing)}
    return found, {name: one.reason for name, one in loaded.items() if isinstance(one, Missing)}


def run_workloads(
    console: Console, results: Results, contenders: dict[str, Runner], chosen: Sequence[WorkloadName], url: str
) -> None:
    """Fill every contender's database and time the chosen workloads, under a progress bar."""
    data = make_dataset(results.rows)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress, opened(contenders, data, url):
        task = progress.add_task("filled", total=len(chosen) * (results.rounds + 1) * len(contenders))
        for name in chosen:
            progress.update(task, description=WORKLOADS[name].title)
            results.timings[name] = time_workload(
                WORKLOADS[name], contenders, data, results.rounds, lambda: progress.advance(task)
            )


@contextmanager
def opened(contenders: dict[str, Runner], data: Dataset, url: str) -> Iterator[None]:
    """Open and fill the contenders, each with its own database, and close those that were opened."""
    begun: list[Runner] = []
    try:
        for name, contender in contenders.items():
            contender.open(contender_url(url, name), data)
            begun.append(contender)
        yield
    finally:
        for contender in begun:
            contender.close()


def measure_imports(console: Console, results: Results, contenders: dict[str, Runner], clock: str) -> None:
    """Time the import of each library in new interpreters."""
    modules = {contender.imports: name for name, contender in reversed(contenders.items())}
    with console.status("import times"):
        milliseconds = import_milliseconds(modules, IMPORT_ROUNDS, clock)
    results.import_milliseconds = {name: milliseconds[module] for module, name in reversed(modules.items())}
