"""The type checkers: how each is started, and how its report is read."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
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
    variant_of: str | None = None
    """The checker this is with other settings: what is expected of that one is expected here, unless said otherwise."""

    @property
    def names(self) -> tuple[str | None, ...]:
        """The names that address this checker in a fixture, the most particular first."""
        return (self.name, self.variant_of, None) if self.variant_of else (self.name, None)

    @property
    def installed(self) -> bool:
        """Whether this Python has the checker."""
        return find_spec(self.arguments[0]) is not None

    def run(self, folder: Path, files: Sequence[Path]) -> list[Finding]:
        """Check the files from within `folder` and return what was found in them.

        Raises:
            RuntimeError: the checker did not produce a report.
        """
        command = [sys.executable, "-m", *self.arguments, *map(str, files)]
        process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        names = {path.name for path in files}
        failure = f"{self.name} gave no report:\n{process.stdout}{process.stderr}"
        if process.returncode and not process.stdout:
            raise RuntimeError(failure)
        try:
            return [finding for finding in self.read(process.stdout) if finding.file in names]
        except (ValueError, LookupError, TypeError) as error:
            raise RuntimeError(failure) from error


def _finding(file: str, line: int, severity: str, message: str) -> Iterator[Finding]:
    revealed = _REVEALED.match(message)
    if severity == "error":
        yield Finding(Path(file).name, line, "error", message)
    elif revealed:
        yield Finding(Path(file).name, line, "reveal", _MODULE.sub("", revealed["type"]))


def _read_mypy(output: str) -> Iterator[Finding]:
    for row in output.splitlines():
        item = json.loads(row)
        yield from _finding(item["file"], item["line"], item["severity"], item["message"])


def _read_pyright(output: str) -> Iterator[Finding]:
    for item in json.loads(output)["generalDiagnostics"]:
        line = item["range"]["start"]["line"] + 1
        yield from _finding(item["file"], line, item["severity"], item["message"].replace("\xa0", " "))


_TY_ERRORS = {"major", "critical", "blocker"}


def _read_ty(output: str) -> Iterator[Finding]:
    items: list[dict[str, Any]] = json.loads(output)
    for item in items:
        severity = "error" if item["severity"] in _TY_ERRORS else "note"
        message = item["description"].removeprefix(item["check_name"] + ": ")
        yield from _finding(item["location"]["path"], item["location"]["positions"]["begin"]["line"], severity, message)


def _read_pyrefly(output: str) -> Iterator[Finding]:
    for item in json.loads(output)["errors"]:
        yield from _finding(item["path"], item["line"], item["severity"], item["description"])


_MYPY = ("mypy", "--output=json")
_PYRIGHT = ("pyright", "--project=.", f"--pythonpath={sys.executable}", "--outputjson")
_TY = ("ty", "check", f"--python={sys.prefix}", "--extra-search-path=fixtures", "--output-format=gitlab")
_PYREFLY = (
    "pyrefly",
    "check",
    f"--python-interpreter-path={sys.executable}",
    "--search-path=fixtures",
    "--output-format=json",
)

CHECKERS = (
    Checker("mypy", (*_MYPY, "--cache-dir=.mypy_cache/plain", "--config-file=", "--strict"), _read_mypy),
    Checker(
        "mypy_pydantic",
        (*_MYPY, "--cache-dir=.mypy_cache/pydantic", "--config-file=mypy-plugin.ini"),
        _read_mypy,
        variant_of="mypy",
    ),
    Checker("pyright", _PYRIGHT, _read_pyright),
    Checker("ty", _TY, _read_ty, enforced=False),
    Checker("pyrefly", _PYREFLY, _read_pyrefly, enforced=False),
)
