"""Where in the user's program something was asked for."""

from __future__ import annotations

import sys
from typing import NamedTuple

_PACKAGE = __name__.rpartition(".backend")[0]
_BETWEEN = (_PACKAGE, "asyncio", "concurrent", "threading", "contextlib")


class Place(NamedTuple):
    """A line of a program."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}" if self.file else self.function


def place_of_caller() -> Place:
    """Return the nearest place outside this library and the event loop."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        if not frame.f_globals.get("__name__", "").startswith(_BETWEEN):
            return Place(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
    return Place("", 0, "a task of its own")
