"""What the demo shows: tables, progress, SQL on request, and the checks it ends with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from .sql_log import SqlLog, Statement

LONGEST_SQL = 240
LONGEST_PARAMETERS = 120


@dataclass(frozen=True)
class Check:
    """A claim about the data or the library, with what it should be and what it was."""

    claim: str
    expected: object
    found: object

    @property
    def holds(self) -> bool:
        """Whether what was found is what was expected."""
        return self.expected == self.found


@dataclass
class Report:
    """Where each step of the demo shows its tables, counts its statements and leaves its checks."""

    console: Console
    show_sql: bool = False
    checks: list[Check] = field(default_factory=list)
    sql: SqlLog = field(init=False)

    def __post_init__(self) -> None:
        self.sql = SqlLog(self._show_statement if self.show_sql else None)

    def heading(self, text: str) -> None:
        """Open a part of the demo."""
        self.console.rule(f"[bold]{escape(text)}")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> None:
        """Show rows under a title; the note stands below them."""
        table = Table(*columns, title=title, title_justify="left", caption=note, caption_justify="left")
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        self.console.print(table)

    def check(self, claim: str, expected: object, found: object) -> None:
        """Keep a claim for the end, where a false one fails the run."""
        self.checks.append(Check(claim, expected, found))

    def progress(self) -> Progress:
        """Return a progress display for long work; use it as a context manager."""
        columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self.console)

    def conclude(self) -> bool:
        """Show every check and return whether all of them hold."""
        failed = [check for check in self.checks if not check.holds]
        rows = [(_mark(check), check.claim, check.expected, check.found) for check in self.checks]
        note = f"{len(failed)} of {len(rows)} checks failed" if failed else f"all {len(rows)} checks hold"
        self.table("Checks", ("", "claim", "expected", "found"), rows, note)
        return not failed

    def _show_statement(self, statement: Statement) -> None:
        sql = _shorten(" ".join(statement.sql.split()), LONGEST_SQL)
        parameters = _shorten(repr(statement.params), LONGEST_PARAMETERS) if statement.params else ""
        text = f"[cyan]{escape(sql)}[/] [dim]{escape(parameters)} {statement.duration_ms:.2f} ms[/]"
        self.console.print(text, highlight=False)


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))


def _mark(check: Check) -> str:
    return "ok" if check.holds else "FAILED"


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"
