"""A question: asked through the API, and by SQL of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isclose
from typing import Any

Rows = Sequence[Any]


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: What is asked.
        ask: Asks it through the API; returns values or tuples.
        sql: The SQL by hand, by the server's name; `""` serves those that are not named.
        requires: The capabilities that it takes; without them the API must refuse.
    """

    name: str
    ask: Callable[[], Rows]
    sql: Mapping[str, str]
    requires: tuple[str, ...] = ()

    def sql_for(self, server: str) -> str:
        """Return the SQL for a server; MariaDB takes MySQL's where it has none of its own."""
        family = {"mariadb": "mysql"}.get(server, server)
        return self.sql.get(server) or self.sql.get(family) or self.sql[""]


QUESTIONS: list[Question] = []


def question(sql: str = "", *, requires: Sequence[str] = (), **dialects: str) -> Callable[[Callable[[], Rows]], Any]:
    """Register a function that asks a question, with the same by hand."""

    def register(ask: Callable[[], Rows]) -> Callable[[], Rows]:
        QUESTIONS.append(Question(ask.__name__, ask, {"": sql, **dialects}, tuple(requires)))
        return ask

    return register


def rows_of(answer: Rows) -> list[tuple[Any, ...]]:
    """Return an answer as tuples."""
    return [row if isinstance(row, tuple) else (row,) for row in answer]


def differences(answer: Rows, by_hand: Rows) -> list[tuple[Any, Any]]:
    """Return the pairs of rows that differ; a value by hand is read as what the API's value is."""
    ours, theirs = rows_of(answer), rows_of(by_hand)
    if len(ours) != len(theirs):
        return [(f"{len(ours)} rows", f"{len(theirs)} rows"), *zip(ours[:3], theirs[:3])]
    return [pair for pair in zip(ours, theirs) if len(pair[0]) != len(pair[1]) or not all(map(_same, *pair))]


def _same(ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, float):
        return isclose(ours, float(theirs), rel_tol=1e-9)
    if isinstance(ours, datetime):
        return ours == (theirs if isinstance(theirs, datetime) else datetime.fromisoformat(str(theirs)))
    if isinstance(ours, date):
        return str(ours) == str(theirs)[:10]
    return bool(ours == (Decimal(str(theirs)) if isinstance(ours, Decimal) else type(ours)(theirs)))
