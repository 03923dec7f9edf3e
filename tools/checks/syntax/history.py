"""Read a history file: releases, newest first, each with groups of changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_HEADING = re.compile(r"## (?P<name>\S+)(?: - (?P<date>\S+))?")
_GROUP = re.compile(r"\*\*\*(?P<name>\w+):\*\*\*")


@dataclass
class Group:
    """One kind of change of a release, with its items."""

    name: str
    line: int
    items: list[str] = field(default_factory=list[str])


@dataclass
class Release:
    """One `##` section: `Unreleased`, or a version and its date."""

    name: str
    date: str | None
    line: int
    groups: list[Group] = field(default_factory=list[Group])


class Malformed(Exception):
    """A line that has no place in a history."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_releases(lines: Sequence[str]) -> Iterator[Release]:
    """Yield the sections of a history in their order.

    Raises:
        Malformed: a heading is misspelt, or changes stand outside a group.
    """
    release: Release | None = None
    for number, line in enumerate(lines, start=1):
        if line.startswith("##"):
            if release:
                yield release
            release = _release(number, line)
        elif release:
            _extend(release, number, line)
    if release:
        yield release


def _release(number: int, line: str) -> Release:
    heading = _HEADING.fullmatch(line)
    if not heading:
        raise Malformed(number, "a section is `## Unreleased` or `## 1.2.3 - 2026-12-31`")
    return Release(heading["name"], heading["date"], number)


def _extend(release: Release, number: int, line: str) -> None:
    group = _GROUP.fullmatch(line)
    if group:
        release.groups.append(Group(group["name"], number))
    elif line.startswith("- ") and release.groups:
        release.groups[-1].items.append(line[2:])
    elif line.strip() and not (line.startswith("  ") and release.groups and release.groups[-1].items):
        raise Malformed(number, "changes are `- ` items under a `***Added:***` line")
