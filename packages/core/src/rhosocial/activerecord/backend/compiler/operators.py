"""What each operator looks like and how tightly it binds.

The order of precedence is the strictest common to the servers, so a tree reads the same on all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...interface.slotted import slotted
from ..expression.moments import TRUNCATED

OR, AND, NOT, PREDICATE, CONCAT, SUM, PRODUCT, UNARY, PRIMARY = range(10, 100, 10)


@slotted
class Operator:
    """An operator's text, with `{}` for each operand; an n-ary one is joined by its text.

    Attributes:
        pieces: The text around the operands.
        precedence: How tightly it binds.
        operands: For each operand the loosest precedence it may have without parentheses; the last serves the rest.
        places: Which operand stands in each place, where they don't stand in their order.
    """

    pieces: tuple[str, ...]
    precedence: int
    operands: tuple[int, ...]
    joined: bool = False
    places: tuple[int, ...] = ()


def operator(template: str, precedence: int = PRIMARY, *operands: int) -> Operator:
    """Make an operator from a template such as `{} BETWEEN {} AND {}`, or `F({1}, {0}, {0})`."""
    parts = re.split(r"\{(\d*)\}", template)
    return Operator(tuple(parts[::2]), precedence, operands or (0,), places=tuple(int(n) for n in parts[1::2] if n))


def predicate(template: str) -> Operator:
    """Make a predicate; its operands may be sums and products but no predicates."""
    return operator(template, PREDICATE, PREDICATE + 1)


def joined(text: str, precedence: int) -> Operator:
    """Make an operator that takes any number of operands."""
    return Operator((text,), precedence, (precedence + 1,), joined=True)


def truncations(template: Callable[[str, str], str]) -> dict[str, Operator]:
    """Make the operators that lead to the start of a part of a date, a moment or an instant.

    Args:
        template: Returns the template for a kind, `date`, `moment` or `instant`, and a part such as `month`.
    """
    kinds = ("date", "moment", "instant")
    return {f"{kind}_trunc_{part}": operator(template(kind, part)) for kind in kinds for part in TRUNCATED}


def _date_trunc(kind: str, part: str) -> str:
    if kind == "date":
        return f"CAST(date_trunc('{part}', CAST({{}} AS TIMESTAMP)) AS DATE)"
    return f"date_trunc('{part}', {{}})"


OPERATORS: dict[str, Operator] = {
    **truncations(_date_trunc),
    "or": joined(" OR ", OR),
    "and": joined(" AND ", AND),
    "not": operator("NOT {}", NOT, PRIMARY),
    "true": predicate("1 = 1"),
    "false": predicate("1 = 0"),
    "=": predicate("{} = {}"),
    "<>": predicate("{} <> {}"),
    "<": predicate("{} < {}"),
    "<=": predicate("{} <= {}"),
    ">": predicate("{} > {}"),
    ">=": predicate("{} >= {}"),
    "is_null": predicate("{} IS NULL"),
    "is_not_null": predicate("{} IS NOT NULL"),
    "is_distinct": predicate("{} IS DISTINCT FROM {}"),
    "is_not_distinct": predicate("{} IS NOT DISTINCT FROM {}"),
    "between": predicate("{} BETWEEN {} AND {}"),
    "not_between": predicate("{} NOT BETWEEN {} AND {}"),
    "in": predicate("{} IN {}"),
    "not_in": predicate("{} NOT IN {}"),
    "in_query": operator("{} IN ({})", PREDICATE, PREDICATE + 1, 0),
    "not_in_query": operator("{} NOT IN ({})", PREDICATE, PREDICATE + 1, 0),
    "like": predicate("{} LIKE {}"),
    "not_like": predicate("{} NOT LIKE {}"),
    "ilike": predicate("LOWER({}) LIKE LOWER({})"),
    "true_divide": operator("CAST({} AS DOUBLE PRECISION) / NULLIF({}, 0)", PRODUCT, 0),
    "moment_add": operator("{} + {}", SUM, SUM, SUM + 1),
    "moment_subtract": operator("{} - {}", SUM, SUM, SUM + 1),
    "moment_difference": operator("{} - {}", SUM, SUM, SUM + 1),
    "date_add": operator("CAST({} + {} AS DATE)", PRIMARY, SUM, SUM + 1),
    "date_subtract": operator("CAST({} - {} AS DATE)", PRIMARY, SUM, SUM + 1),
    "date_difference": operator("CAST({} AS TIMESTAMP) - CAST({} AS TIMESTAMP)", SUM, 0),
    "concat": operator("{} || {}", CONCAT, PRIMARY),
    "+": operator("{} + {}", SUM, SUM, SUM + 1),
    "-": operator("{} - {}", SUM, SUM, SUM + 1),
    "*": operator("{} * {}", PRODUCT, PRODUCT, PRODUCT + 1),
    "/": operator("{} / NULLIF({}, 0)", PRODUCT, PRODUCT, 0),  # by zero: an error here, NULL there
    "%": operator("{} % NULLIF({}, 0)", PRODUCT, PRODUCT, 0),
    "negate": operator("-{}", UNARY, PRIMARY),
    "now": operator("CURRENT_TIMESTAMP"),
}
