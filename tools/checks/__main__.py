"""All checks, or the named ones, on the folders each is for."""

from __future__ import annotations

import typer

from tools.checks import forbidden, history, layers, names, plans, state, twins
from tools.checks.report import report

CHECKS = {module.CHECK.name: module.CHECK for module in (layers, plans, twins, names, forbidden, state, history)}
AMONG = f"Among: {', '.join(CHECKS)}."

app = typer.Typer(add_completion=False)


@app.command()
def main(
    chosen: list[str] = typer.Argument(None, metavar="[CHECK]...", help=AMONG),
) -> None:
    """Run every check of the repository, or those named; each also runs alone on paths of your choice.

    Example: python -m tools.checks layers plans
    """
    if unknown := set(chosen or ()) - set(CHECKS):
        raise typer.BadParameter(f"no check is called {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}")
    clean = [report(CHECKS[name]) for name in chosen or CHECKS]
    raise typer.Exit(0 if all(clean) else 1)


if __name__ == "__main__":
    app()
