"""The command line: `python -m tools.demo --help`."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from rhosocial.activerecord import ConfigurationError, ConnectionError

from .models import IsoRecord
from .report import Report
from .source import dataset
from .tour import arun, run

DATABASE = "iso-standards.db"
DEFAULT_URL = f"sqlite:///{DATABASE}"

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    url: Annotated[str, typer.Option(help="The database; its iso_… tables are created anew.")] = DEFAULT_URL,
    sql: Annotated[bool, typer.Option("--sql", help="Print each statement that runs.")] = False,
    sync_only: Annotated[bool, typer.Option("--sync-only", help="Leave the async part out.")] = False,
    async_only: Annotated[bool, typer.Option("--async-only", help="Leave the sync part out.")] = False,
) -> None:
    """Load ISO's countries, subdivisions, currencies and languages, query and change them, and check the result.

    Exits with 1 if a check against pycountry's own data fails.
    """
    if sync_only and async_only:
        raise typer.BadParameter("--sync-only and --async-only leave nothing to run")
    report = Report(Console(), show_sql=sql)
    try:
        _run(report, url, sync=not async_only, asynchronous=not sync_only)
    except (ConfigurationError, ConnectionError) as error:
        raise typer.BadParameter(str(error), param_hint="--url") from error
    if url == DEFAULT_URL:
        report.console.print(f"The data stays in {DATABASE}")
    if not report.conclude():
        raise typer.Exit(1)


def _run(report: Report, url: str, sync: bool, asynchronous: bool) -> None:
    IsoRecord.configure(url)
    rows = dataset()
    with report.sql.listening():
        if sync:
            run(report, rows)
        if asynchronous:
            asyncio.run(arun(report, rows))


if __name__ == "__main__":
    app(prog_name="demo")
