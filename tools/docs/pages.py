"""A page's blocks of code, and its generated regions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"

_BLOCK = re.compile(r"^```(?P<language>\w*)(?P<info>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_REGION = re.compile(r"^<!-- (?P<name>\w+) -->\n(?P<text>.*?)^<!-- /(?P=name) -->$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        language: What follows the fence, such as `python`.
        code: Its text.
        line: The line of the page that its text begins on, from 1.
        end: Where in the page it ends.
        info: What follows the language.
    """

    language: str
    code: str
    line: int
    end: int
    info: str


def pages() -> list[Path]:
    """Return the pages that are held to what they say: all but the decisions and the history."""
    return sorted(DOCS.glob("*.md"))


def blocks_of(text: str) -> list[Block]:
    """Return the fenced blocks of a page that begin at the margin."""
    return [
        Block(
            match["language"], match["code"], text.count("\n", 0, match.start("code")) + 1, match.end(), match["info"]
        )
        for match in _BLOCK.finditer(text)
    ]


def regions_of(text: str) -> list[re.Match[str]]:
    """Return the generated regions of a page."""
    return list(_REGION.finditer(text))


def with_regions(text: str, made: Callable[[re.Match[str]], str]) -> str:
    """Return a page with the content of each generated region replaced."""
    return _REGION.sub(lambda match: f"<!-- {match['name']} -->\n{made(match)}<!-- /{match['name']} -->", text)
