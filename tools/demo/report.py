"""What the demo shows: tables, progress, SQL on request, and the checks it ends with."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from .sql_log import SqlLog, Statement

LONGEST_PARAMETERS = 60
REPEATED_ROWS = re.compile(r"(\([^()]*\))(?:, \1)+")
REPEATED_PLACEHOLDERS = re.compile(r"(\?|%\w)(?:, \1){7,}")


@dataclass(frozen=True)
class Check:
    """A claim about the data or the library, with what it should be and what it was."""

    claim: str
    expected: object
    found: object
    mode: str

    @property
    def holds(self) -> bool:
        """Whether what was found is what was expected."""
        return self.expected == self.found


@dataclass
class Report:
    """Where each step of the demo shows its tables, counts its statements and leaves its checks."""

    console: Console
    show_sql: bool = False
    mode: str = ""
    checks: list[Check] = field(default_factory=list)
    sql: SqlLog = field(init=False)

    def __post_init__(self) -> None:
        self.sql = SqlLog(self._show_statement if self.show_sql else None)

    def open(self, mode: str) -> None:
        """Begin the part of the demo that runs in this mode, sync or async."""
        self.mode = mode
        self.console.rule(f"[bold]{mode}")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> None:
        """Show rows under a title; the note stands below them."""
        table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        self.console.print(f"\n[bold]{escape(title)}", table)
        if note:
            self.console.print(f"[italic]{escape(note)}")

    def check(self, claim: str, expected: object, found: object) -> None:
        """Keep a claim for the end, where a false one fails the run."""
        self.checks.append(Check(claim, expected, found, self.mode))

    def progress(self) -> Progress:
        """Return a progress display for long work; use it as a context manager."""
        columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self.console)

    def conclude(self) -> bool:
        """Show every check, sync beside async, and return whether all of them hold."""
        modes = list(dict.fromkeys(check.mode for check in self.checks))
        claims: dict[str, dict[str, Check]] = {}
        for check in self.checks:
            claims.setdefault(check.claim, {})[check.mode] = check
        rows = [_summary(claim, [made.get(mode) for mode in modes]) for claim, made in claims.items()]
        failures = sum(not check.holds for check in self.checks)
        note = f"{failures} of {len(self.checks)} checks failed" if failures else f"all {len(self.checks)} checks hold"
        self.table("Checks", ("", "claim", "expected", *modes), rows, note)
        return not failures

    def _show_statement(self, statement: Statement) -> None:
        sql = REPEATED_PLACEHOLDERS.sub(r"\1, …", REPEATED_ROWS.sub(r"\1, …", statement.sql))
        parameters = textwrap.shorten(", ".join(statement.params), LONGEST_PARAMETERS, placeholder=" …")
        beside = f"({parameters}) " if parameters else ""
        text = f"[cyan]{escape(sql)}[/] [dim]{escape(beside)}{statement.duration_ms:.2f} ms[/]"
        self.console.print(text, highlight=False)


def _summary(claim: str, checks: Sequence[Check | None]) -> tuple[object, ...]:
    made = [check for check in checks if check]
    mark = "ok" if all(check.holds for check in made) else "FAILED"
    return mark, claim, made[0].expected, *(check and check.found for check in checks)


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))
