"""The command line: `python -m tools.docs --help`."""

from __future__ import annotations

from pathlib import Path

import typer

from tools.docs.pages import pages
from tools.docs.program import Program, WrongPage
from tools.docs.regions import regenerated

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    chosen: list[Path] = typer.Argument(None, metavar="[PAGE]...", help="The pages; all of docs/ by default."),
    write: bool = typer.Option(False, "--write", help="Write the generated regions anew."),
    check: bool = typer.Option(False, "--check", help="Fail where a region is out of date (the default)."),
) -> None:
    """Run the programs of the documentation, and make or check what is generated in it.

    Example: python -m tools.docs --write docs/querying.md
    """
    if write and check:
        raise typer.BadParameter("--write and --check are one or the other")
    wrong = [message for page in chosen or pages() if (message := _problem(page, write))]
    for message in wrong:
        typer.echo(message, err=True)
    raise typer.Exit(1 if wrong else 0)


def _problem(page: Path, write: bool) -> str | None:
    """Return what is wrong with a page; write it anew first if asked to."""
    try:
        Program(page).run()
        made = regenerated(page)
    except WrongPage as problem:
        return str(problem)
    if made == page.read_text(encoding="utf-8"):
        return None
    if write:
        page.write_text(made, encoding="utf-8")
        return None
    return f"{page}: a generated region is out of date: python -m tools.docs --write {page}"


if __name__ == "__main__":
    app(prog_name="docs")
