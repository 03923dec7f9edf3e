"""Report how many expectations each type checker meets; only mypy and pyright are required to meet all."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from typing_runner.checkers import CHECKERS, Checker
from typing_runner.comparison import Mismatch, expected_of, mismatches

FOLDER = Path(__file__).resolve().parents[1]


def report(details: bool = typer.Option(False, "--details", help="List every line that differs.")) -> None:
    """Check the typing fixtures with every checker that is installed."""
    files = sorted(FOLDER.glob("fixtures/*.py"))
    console = Console()
    table = Table("checker", "required", "expectations", "lines that differ", title="Typing fixtures")
    failed = False
    for checker in filter(lambda each: each.installed, CHECKERS):
        differing = _check(checker, files)
        failed |= checker.enforced and bool(differing)
        table.add_row(
            checker.name,
            "yes" if checker.enforced else "no",
            str(len(expected_of(checker, files))),
            str(len(differing)),
        )
        if details:
            console.print(checker.name, style="bold")
            console.print(*map(str, differing), sep="\n", highlight=False, markup=False, soft_wrap=True)
    console.print(table)
    console.print(*(f"not installed: {checker.name}" for checker in CHECKERS if not checker.installed), sep="\n")
    raise typer.Exit(int(failed))


def _check(checker: Checker, files: list[Path]) -> list[Mismatch]:
    return mismatches(checker, files, checker.run(FOLDER, files))


if __name__ == "__main__":
    typer.run(report)
