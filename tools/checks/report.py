"""What a check is, what it finds, and the command line that every check shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

REPOSITORY = Path(__file__).resolve().parents[2]

_console = Console(soft_wrap=True, highlight=False)


@dataclass(frozen=True, order=True)
class Finding:
    """One fault, and the line it stands on."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        path = self.path.relative_to(Path.cwd()) if self.path.is_relative_to(Path.cwd()) else self.path
        return f"{path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Check:
    """A named rule: `inspect` reads the given source roots and yields what breaks it.

    `places` are globs below the repository: the roots that are read when the command line names none.
    """

    name: str
    purpose: str
    places: Sequence[str]
    inspect: Callable[[Sequence[Path]], Iterable[Finding]]

    def default_roots(self) -> list[Path]:
        """Return the folders of the repository that this check is for."""
        return sorted(path for place in self.places for path in REPOSITORY.glob(place))


class NothingToRead(Exception):
    """The roots hold no file the check could read: a mistyped path must not pass for a clean tree."""


def findings(check: Check, roots: Sequence[Path] = ()) -> list[Finding]:
    """Run `check` on `roots` (its own folders when none are given) and return what it found, in order of place.

    Raises:
        NothingToRead: there is no file to look at.
    """
    read = list(roots) or check.default_roots()
    if not any(path.is_file() for root in read for path in root.rglob("*")):
        raise NothingToRead(f"{check.name}: no files under {', '.join(map(str, read)) or ', '.join(check.places)}")
    return sorted(set(check.inspect(read)))


def report(check: Check, roots: Sequence[Path] = ()) -> bool:
    """Print what `check` finds and return whether the tree is clean.

    A repository that does not have the part a check is for yet passes, and the line printed says so.
    """
    if not roots and not check.default_roots():
        _console.print(f"{check.name}: skipped, there is no {' or '.join(check.places)}", style="yellow", markup=False)
        return True
    try:
        found = findings(check, roots)
    except NothingToRead as error:
        _console.print(str(error), style="red", markup=False)
        return False
    for finding in found:
        _console.print(str(finding), markup=False)
    verdict = f"{len(found)} finding{'s' if len(found) > 1 else ''}" if found else "clean"
    _console.print(f"{check.name}: {verdict}", style="red" if found else "green", markup=False)
    return not found


def command(check: Check) -> typer.Typer:
    """Return the command line of one check: paths in, findings out, exit code 1 when there are any."""
    app = typer.Typer(add_completion=False)
    help_text = f"Source roots to read. Default: {', '.join(check.places)}."

    @app.command(help=check.purpose)
    def main(
        roots: list[Path] = typer.Argument(None, exists=True, file_okay=False, help=help_text),
    ) -> None:
        raise typer.Exit(0 if report(check, roots or ()) else 1)

    return app
