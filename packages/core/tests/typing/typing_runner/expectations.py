"""The comments of a fixture file, read as expectations."""

import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["reveal", "error"]

_MARKER = re.compile(
    r"#\s*(?P<kind>reveal|error)(?:\[(?P<checker>\w+)\])?:\s*(?P<text>.*?)\s*(?=#\s*(?:reveal|error)\b|$)"
)


@dataclass(frozen=True)
class Expectation:
    """What a checker must say about one line."""

    line: int
    kind: Kind
    text: str
    checker: str | None = None


def read_expectations(path: Path) -> list[Expectation]:
    """Return every expectation written in the comments of a file."""
    with path.open("rb") as source:
        comments = [token for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT]
    return [expectation for token in comments for expectation in _parse(token.string, token.start[0])]


def _parse(comment: str, line: int) -> Iterator[Expectation]:
    for match in _MARKER.finditer(comment):
        kind: Kind = "reveal" if match["kind"] == "reveal" else "error"
        yield Expectation(line, kind, match["text"], match["checker"])
