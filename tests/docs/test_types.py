"""What the documentation shows is clean to a type checker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.docs.pages import DOCS, blocks_of, pages

# Its expressions show what run time takes; where a checker wants `col(…)` instead, the page says so.
PLAIN = {"querying"}


def _program(page: Path) -> str:
    """Return a page's blocks as one module, each line where the page has it."""
    lines: list[str] = []
    for block in blocks_of(page.read_text(encoding="utf-8")):
        if block.language == "python":
            lines += [""] * (block.line - 1 - len(lines))
            lines += block.code.splitlines()
    return "\n".join([*lines, ""])


def test_the_pages_are_clean_under_strict_mypy(tmp_path: Path) -> None:
    files = []
    for page in pages():
        if page.stem not in PLAIN and (program := _program(page)).strip():
            files.append(tmp_path / f"page_{page.stem}.py")
            files[-1].write_text(program, encoding="utf-8")
    version = ".".join(map(str, sys.version_info[:2]))
    # what stands after a block that raises Rollback is unreachable to mypy
    run = [sys.executable, "-m", "mypy", "--python-version", version, "--no-warn-unreachable", *map(str, files)]
    done = subprocess.run(run, cwd=DOCS.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
