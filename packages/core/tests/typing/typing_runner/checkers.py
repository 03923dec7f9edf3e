"""The type checkers: how each is started, and how its report is read."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typing_runner.expectations import Kind

_REVEALED = re.compile(r"""(?i:revealed type|type of ".*") ?(?:is|:) ["`]?(?P<type>.*?)["`]?$""", re.DOTALL)
_MODULE = re.compile(r"\b(?:\w+\.)+(?=\w)")


@dataclass(frozen=True)
class Finding:
    """One thing a checker said about one line: a revealed type or an error."""

    file: str
    line: int
    kind: Kind
    text: str


@dataclass(frozen=True)
class Checker:
    """A type checker: its command line without the files, and the reader of its output."""

    name: str
    arguments: tuple[str, ...]
    read: Callable[[str], Iterator[Finding]]
    enforced: bool = True
    dialect: str | None = None
    """The name fixtures use for this checker, where it is another one's with other settings."""

    @property
    def marker(self) -> str:
        """The name that stands in the brackets of a fixture's comments."""
        return self.dialect or self.name

    def run(self, folder: Path, files: Sequence[Path]) -> list[Finding]:
        """Check the files from within `folder` and return what was found.

        Raises:
            RuntimeError: the checker did not produce a report.
        """
        command = [sys.executable, "-m", *self.arguments, *map(str, files)]
        process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        try:
            return list(self.read(process.stdout))
        except (ValueError, LookupError, TypeError) as error:
            raise RuntimeError(f"{self.name} gave no report:\n{process.stdout}{process.stderr}") from error


def _finding(file: str, line: int, severity: str, message: str) -> Iterator[Finding]:
    revealed = _REVEALED.match(message)
    if revealed:
        yield Finding(Path(file).name, line, "reveal", _MODULE.sub("", revealed["type"]))
    elif severity == "error":
        yield Finding(Path(file).name, line, "error", message)


def _read_mypy(output: str) -> Iterator[Finding]:
    for row in output.splitlines():
        item = json.loads(row)
        yield from _finding(item["file"], item["line"], item["severity"], item["message"])


def _read_pyright(output: str) -> Iterator[Finding]:
    for item in json.loads(output)["generalDiagnostics"]:
        line = item["range"]["start"]["line"] + 1
        yield from _finding(item["file"], line, item["severity"], item["message"].replace("\xa0", " "))


def _read_ty(output: str) -> Iterator[Finding]:
    items: list[dict[str, Any]] = json.loads(output)
    for item in items:
        severity = {"major": "error", "critical": "error"}.get(item["severity"], item["severity"])
        message = item["description"].removeprefix(item["check_name"] + ": ")
        yield from _finding(item["location"]["path"], item["location"]["positions"]["begin"]["line"], severity, message)


def _read_pyrefly(output: str) -> Iterator[Finding]:
    for item in json.loads(output)["errors"]:
        yield from _finding(item["path"], item["line"], item["severity"], item["description"])


CHECKERS = (
    Checker("mypy", ("mypy", "--config-file=", "--strict", "--output=json"), _read_mypy),
    Checker("mypy_pydantic", ("mypy", "--config-file=mypy-plugin.ini", "--output=json"), _read_mypy, dialect="mypy"),
    Checker("pyright", ("pyright", "--project=.", f"--pythonpath={sys.executable}", "--outputjson"), _read_pyright),
    Checker("ty", ("ty", "check", "--output-format=gitlab"), _read_ty, enforced=False),
    Checker("pyrefly", ("pyrefly", "check", "--output-format=json"), _read_pyrefly, enforced=False),
)
