"""No backend's name occurs in a shared conformance case: capabilities decide there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.checks.report import Check, Finding, command
from tools.checks.rules.backends import BACKEND_NAMES

_NAME = re.compile("|".join(sorted(BACKEND_NAMES, key=len, reverse=True)), re.IGNORECASE)


def inspect(roots: Sequence[Path]) -> Iterator[Finding]:
    """Yield every backend's name in the text of a case, comments and docstrings included, or in a file's name."""
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield from _in_file(path, str(path.relative_to(root)))


def _in_file(path: Path, name: str) -> Iterator[Finding]:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate([name, *lines]):
        for found in _NAME.finditer(line):
            message = f"{found.group()!r} names a backend: ask its capabilities, or move the case to its own tests"
            yield Finding(path, max(number, 1), message)


CHECK = Check(
    "names",
    "No backend's name occurs in a shared conformance case.",
    ("tests-shared/src/rhosocial/activerecord/testsuite/cases",),
    inspect,
)

if __name__ == "__main__":
    command(CHECK)()
