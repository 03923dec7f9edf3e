"""Runs the blocks of a page as one program."""

from __future__ import annotations

import ast
import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from unittest.mock import patch

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.base.storage import StorageBackend

from .pages import Block, blocks_of

MODULE = "documentation_page"
CONFIGURED = "rhosocial.activerecord.base.configuring.create_backend"
EXPECTED = "# -> "
ANYTHING = "…"

Seen = Callable[[Block, object], None]


class WrongPage(AssertionError):
    """A page that says something else than what its program does."""


class Program:
    """A page's program.

    Args:
        page: The page.
        backend: Makes the backends that serve the page, whatever URL it names; None for the page's own.
        seen: Is told of the value of each expression that stands alone.
        finished: Is told when a block has run.
    """

    def __init__(
        self,
        page: Path,
        backend: Callable[[], StorageBackend] | None = None,
        seen: Seen = lambda block, value: None,
        finished: Callable[[Block], None] = lambda block: None,
    ) -> None:
        self.page = page.resolve()
        self.backend = backend
        self.seen = seen
        self.finished = finished
        self.wrong: list[str] = []
        self._printed = io.StringIO()
        self._module = ModuleType(MODULE)

    def run(self) -> None:
        """Run every block.

        Raises:
            WrongPage: Something was printed, or had a value, that is not what the page says.
        """
        with _away(), _logging_restored(), self._importable(), self._configured():
            for block in blocks_of(self.page.read_text(encoding="utf-8")):
                self._take(block)
        if self.wrong:
            raise WrongPage("\n".join(self.wrong))

    def _take(self, block: Block) -> None:
        if block.language == "python":
            self._run(block)
            self.finished(block)
        elif block.language == "text":
            self._compare(block.line, self._printed.getvalue(), block.code)
            self._printed = io.StringIO()

    @contextmanager
    def _importable(self) -> Iterator[None]:
        """Let forward references and pickle find the page's names."""
        sys.modules[MODULE] = self._module
        try:
            yield
        finally:
            del sys.modules[MODULE]

    @contextmanager
    def _configured(self) -> Iterator[None]:
        """Serve the page by the backends asked for, and leave none behind."""
        make = self.backend
        given = nullcontext() if make is None else patch(CONFIGURED, lambda *_, **__: make())
        try:
            with given:
                yield
        finally:
            backend, ActiveRecord.__backend__ = ActiveRecord.__backend__, None
            if backend is not None:
                backend.close()

    def _run(self, block: Block) -> None:
        tree = ast.parse("\n" * (block.line - 1) + block.code, str(self.page))
        lines = block.code.splitlines()
        with redirect_stdout(self._printed):
            for statement in tree.body:
                self._run_statement(block, statement, lines[(statement.end_lineno or 0) - block.line])

    def _run_statement(self, block: Block, statement: ast.stmt, last_line: str) -> None:
        names = vars(self._module)
        if not isinstance(statement, ast.Expr):
            exec(compile(ast.Module([statement], []), str(self.page), "exec"), names)
            return
        value = eval(compile(ast.Expression(statement.value), str(self.page), "eval"), names)
        self.seen(block, value)
        if EXPECTED in last_line:
            self._compare(statement.lineno, repr(value), last_line.partition(EXPECTED)[2])

    def _compare(self, line: int, found: str, expected: str) -> None:
        if not _fits(found.strip(), expected.strip()):
            self.wrong.append(
                f"{self.page}:{line}\n  the page says {expected.strip()}\n  and it is     {found.strip()}"
            )


@contextmanager
def _away() -> Iterator[None]:
    """Work in a folder of its own: pages write databases."""
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


@contextmanager
def _logging_restored() -> Iterator[None]:
    """Leave the log of statements as it was: a page may set it up."""
    log = logging.getLogger("rhosocial.activerecord.sql")
    level, filters = log.level, list(log.filters)
    try:
        yield
    finally:
        log.setLevel(level)
        log.filters[:] = filters


def _fits(found: str, expected: str) -> bool:
    """Compare, `…` standing for anything."""
    first, *others = expected.split(ANYTHING)
    if not others:
        return found == expected
    if not found.startswith(first):
        return False
    place = len(first)
    for part in others[:-1]:
        place = found.find(part, place) + len(part)
        if place < len(part):
            return False
    return found.endswith(others[-1]) and len(found) - len(others[-1]) >= place
