"""The command line of the mutation check."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from tools.mutations.faults import FAULTS, Fault
from tools.mutations.suite import Outcome, run_cases

AMONG = f"Among: {', '.join(fault.name for fault in FAULTS)}."

app = typer.Typer(add_completion=False)


@app.command()
def main(
    names: list[str] = typer.Argument(None, metavar="[FAULT]...", help=AMONG),
) -> None:
    """Plant each fault in SQLite's backend, or those named, and see the conformance suite fail.

    Example: python -m tools.mutations equals_null
    """
    if unknown := set(names or ()) - {fault.name for fault in FAULTS}:
        raise typer.BadParameter(f"no fault is called {', '.join(sorted(unknown))}")
    chosen = [fault for fault in FAULTS if not names or fault.name in names]
    outcomes = [(fault, run_cases(fault.name, fault.cases)) for fault in chosen]
    Console().print(_table(outcomes))
    raise typer.Exit(0 if all(outcome.found for _, outcome in outcomes) else 1)


def _table(outcomes: list[tuple[Fault, Outcome]]) -> Table:
    table = Table("fault", "what it does", "found by")
    for fault, outcome in outcomes:
        table.add_row(fault.name, fault.purpose, outcome.case if outcome.found else "[red]nothing")
    return table


if __name__ == "__main__":
    app()
