"""The command line of the scorecards' table."""

from __future__ import annotations

from pathlib import Path

import typer

from rhosocial.activerecord.testsuite.scorecard import Scorecard
from tools.scorecard.table import render

OPENING, CLOSING = "<!-- scorecards -->", "<!-- /scorecards -->"

app = typer.Typer(add_completion=False)


@app.command()
def main(
    folder: Path = typer.Argument(help="Where `pytest --scorecard FOLDER` wrote the scorecards."),
    page: Path | None = typer.Argument(
        None, help="A page whose region is to be made anew; without one, the table is printed."
    ),
    check: bool = typer.Option(False, "--check", help="Fail where the page's region is out of date."),
) -> None:
    """Render the table of backends from their scorecards.

    Example: python -m tools.scorecard docs/scorecards docs/backends.md
    """
    cards = [Scorecard.read(path) for path in sorted(folder.glob("*.json"))]
    if not cards:
        raise typer.BadParameter(f"there is no scorecard in {folder}")
    table = render(cards)
    if page is None:
        typer.echo(table)
        return
    old = page.read_text(encoding="utf-8")
    new = replaced(old, table)
    if check and new != old:
        raise typer.BadParameter(f"{page} is out of date: python -m tools.scorecard {folder} {page}")
    page.write_text(new, encoding="utf-8")


def replaced(text: str, table: str) -> str:
    """Return a page with a table between its marks.

    Raises:
        BadParameter: It has no marks.
    """
    before, opening, rest = text.partition(OPENING)
    _, closing, after = rest.partition(CLOSING)
    if not opening or not closing:
        raise typer.BadParameter(f"the page has no region from {OPENING} to {CLOSING}")
    return f"{before}{OPENING}\n\n{table}\n\n{CLOSING}{after}"


if __name__ == "__main__":
    app()
