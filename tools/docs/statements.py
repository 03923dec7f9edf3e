"""What the blocks of a page send to each kind of server."""

from __future__ import annotations

from pathlib import Path

from rhosocial.activerecord import Query, create_backend
from rhosocial.activerecord.backend.base.sql import SQLBackend

from .layout import laid_out
from .pages import Block, blocks_of
from .program import Program
from .recorder import Recorder, Sent

SERVERS = {"SQLite": "sqlite://", "PostgreSQL": "postgresql://localhost/", "MySQL": "mysql://localhost/"}

ByLine = dict[int, list[Sent]]


def sent_by(page: Path, url: str) -> ByLine:
    """Run a page as for one kind of server; return what each block sent, by the line that the block begins on."""
    recorders: list[Recorder] = []
    found: ByLine = {}

    def recorder() -> Recorder:
        target = create_backend(url)
        assert isinstance(target, SQLBackend)
        recorders.append(Recorder(target))
        return recorders[-1]

    def seen(block: Block, value: object) -> None:
        if isinstance(value, Query):
            recorders[-1].try_out(value)

    def finished(block: Block) -> None:
        found[block.line] = [item for recorder in recorders for item in recorder.sent]
        for recorder in recorders:
            recorder.sent.clear()

    Program(page, recorder, seen, finished).run()
    return found


class Statements:
    """The statements of a page's blocks, for all kinds of servers."""

    def __init__(self, page: Path) -> None:
        self._text = page.read_text(encoding="utf-8")
        self._sent = {name: sent_by(page, url) for name, url in SERVERS.items()}

    def before(self, place: int) -> str:
        """Return tabs with what the last block before a place of the page sends, one for each kind of server."""
        block = [block for block in blocks_of(self._text[:place]) if block.language == "python"][-1]
        return "".join(_tab(name, found[block.line]) for name, found in self._sent.items())


def _tab(name: str, sent: list[Sent]) -> str:
    statements = "\n\n".join(laid_out(sql, params) for sql, params in sent)
    code = "\n".join(f"    {line}" if line else "" for line in ["```sql", *statements.splitlines(), "```"])
    return f'=== "{name}"\n\n{code}\n\n'
