"""What a workload gave, as plain rows that can be compared between contenders."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import TypeVar

from tools.benchmark.contender import Named
from tools.benchmark.rows import ArticleRow

Record = TypeVar("Record")
BY_KEY = itemgetter("id")


class WrongResult(AssertionError):
    """A contender's result differs from the floor's, so its time means nothing."""


def record_rows(contender: Named[Record], records: Iterable[Record]) -> list[ArticleRow]:
    """Give the rows of some records, in the order of the records."""
    return [contender.row(record) for record in records]


def group_rows(contender: Named[Record], groups: Iterable[Iterable[Record]]) -> list[list[ArticleRow]]:
    """Give the rows of groups of records, each group by key."""
    return [sorted(record_rows(contender, group), key=BY_KEY) for group in groups]


def plain(_: Named[Record], result: object) -> object:
    """Give a result that is plain rows already."""
    return result


def nothing(_: Named[Record], result: object) -> None:
    """Give nothing for a workload whose result is what it stored."""


def join_parts(_: Named[Record], sql: str) -> dict[str, bool]:
    """Say whether a compiled join names both tables and ties five conditions together."""
    text = sql.upper()
    return {"article": "ARTICLE" in text, "author": "AUTHOR" in text, "five conditions": text.count(" AND ") >= 4}


def require_equal(contender: str, workload: str, given: object, expected: object) -> None:
    """Compare a contender's outcome with the floor's.

    Raises:
        WrongResult: They differ; the message shows the first difference.
    """
    if given == expected:
        return
    if not (isinstance(given, list) and isinstance(expected, list)):
        raise WrongResult(f"{contender}, {workload}: {given!r} instead of {expected!r}")
    if len(given) != len(expected):
        raise WrongResult(f"{contender}, {workload}: {len(given)} results instead of {len(expected)}")
    for one, wanted in zip(given, expected, strict=True):
        require_equal(contender, workload, one, wanted)
