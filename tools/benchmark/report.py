"""The tables a person reads."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from tools.benchmark.contenders import FLOOR, OURS
from tools.benchmark.imports import AIM_MILLISECONDS
from tools.benchmark.results import Results
from tools.benchmark.urls import PRAGMA_STATEMENTS
from tools.benchmark.workloads import WORKLOADS, WorkloadName

NOTES = """\
Figures are {clock} times divided by the floor's: medians over {rounds} rounds, contenders in turns.
Data: {rows} articles, {url}. SQLite is set alike for all: {pragmas}.
The floor is sqlite3 with hand-written SQL, values converted to the same Python types, one dict for each row.
Every run sits in one transaction that is rolled back; its beginning and end are not timed. The garbage collector
runs before each timing and not during it. Results were compared with the floor's. Python {python}, SQLite {sqlite}.
'Peer, once' is the best peer measured before this library was begun. Ours is green where the aim is reached, yellow
where it is ahead of the best peer (of this run, where peers ran), red where it is not."""


def print_report(console: Console, results: Results) -> None:
    """Print the ratios, the import times, what was missing and how it was measured."""
    if results.timings:
        console.print(ratio_table(results))
    if results.import_milliseconds:
        console.print(import_table(results))
    for name, reason in results.missing.items():
        console.print(f"[yellow]{name} did not run: {reason}[/]")
    values = {key: getattr(results, key) for key in ("clock", "rounds", "rows", "url", "python", "sqlite")}
    console.print(NOTES.format(pragmas="; ".join(PRAGMA_STATEMENTS), **values), soft_wrap=True)


def ratio_table(results: Results) -> Table:
    """Lay out one line for each workload and one column for each contender."""
    table = Table(title="Times as ratios to the raw driver")
    table.add_column("workload")
    table.add_column(results.contenders[FLOOR], justify="right")
    others = [name for name in results.contenders if name != FLOOR]
    for name in others:
        table.add_column(results.contenders[name], justify="right")
    table.add_column("peer, once", justify="right")
    table.add_column("aim", justify="right")
    for workload in results.timings:
        table.add_row(*workload_cells(results, workload, others))
    return table


def workload_cells(results: Results, name: WorkloadName, others: list[str]) -> list[str]:
    """Return the cells of one workload: floor, contenders, figures to beat."""
    workload = WORKLOADS[name]
    floor = f"{results.timings[name].microseconds(FLOOR):.1f} µs/{workload.unit}" if workload.executes else ""
    unit = "x" if workload.executes else " µs"
    figures = {other: results.figure(name, other) for other in others}
    best = results.figure_to_beat(name)
    cells = [
        f"[{colour(figure, workload.target.aim, best)}]{figure:.2f}{unit}[/]"
        if other == OURS
        else f"{figure:.2f}{unit}"
        for other, figure in figures.items()
    ]
    targets = (workload.target.best_peer, workload.target.aim)
    return [workload.title, floor, *cells, *(f"{target:g}{unit}" if target else "" for target in targets)]


def colour(figure: float, aim: float | None, best: float | None) -> str:
    """Return the colour that says how a figure of ours stands to the aim and to the best peer."""
    if aim is not None and figure <= aim:
        return "green"
    if best is not None and figure >= best:
        return "red"
    return "yellow" if aim else "default"


def import_table(results: Results) -> Table:
    """Lay out what each library adds to a program that has already used pydantic."""
    table = Table(
        title=f"Import time beyond pydantic (aim for {results.contenders.get(OURS, 'ours')}: {AIM_MILLISECONDS} ms)"
    )
    table.add_column("library")
    table.add_column("import", justify="right")
    for name, milliseconds in results.import_milliseconds.items():
        table.add_row(results.contenders[name], f"{milliseconds:.1f} ms")
    return table
