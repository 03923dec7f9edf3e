"""Parentheses where the tree needs them, none elsewhere."""

from __future__ import annotations

from operator import neg
from typing import Any

import pytest

from rhosocial.activerecord import UnsupportedFeatureError, not_
from rhosocial.activerecord.backend.compiler.operators import AND, CONCAT, NOT, OPERATORS, OR, PREDICATE, PRODUCT, SUM
from rhosocial.activerecord.backend.compiler.operators import operator as make_operator
from rhosocial.activerecord.backend.expression.column import ColumnRef, Table
from rhosocial.activerecord.backend.expression.expression import Operation
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.expression.select import Select
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.expression.types import BOOLEAN, INTEGER, NUMERIC, STRING
from rhosocial.activerecord.backend.impl.sqlite.backend import NEWEST
from rhosocial.activerecord.backend.impl.sqlite.dialect import SQLiteDialect

TABLE = Table("t")
DIALECT = SQLiteDialect(NEWEST)
PREFIX = "SELECT "


def column(name: str, sql_type: Any = INTEGER) -> Any:
    return ColumnRef(TABLE, name, sql_type)


a, b, c = (column(name) for name in "abc")
p, q, r = (column(name, BOOLEAN) for name in "pqr")
s = column("s", STRING)
d = column("d", NUMERIC)


def text(node: Node) -> str:
    """Return an expression's SQL without quotes and table names."""
    select = Select({"columns": (node,), "from_": TABLE})
    sql = DIALECT.compile(Statement(select)).sql
    return sql.removeprefix(PREFIX).removesuffix(' FROM "t"').replace('"t".', "").replace('"', "")


TREES = [
    (p & q & r, "p AND q AND r"),
    (p & (q & r), "p AND q AND r"),
    (p | q & r, "p OR q AND r"),
    ((p | q) & r, "(p OR q) AND r"),
    (p & (q | r), "p AND (q OR r)"),
    (not_(p & q), "NOT (p AND q)"),
    (not_(p | q) & r, "NOT (p OR q) AND r"),
    (~p, "NOT p"),
    (~(~p), "NOT (NOT p)"),
    (~(a == 1), "a <> ?"),
    (~(a < 1), "NOT (a < ?)"),
    (~a.between(1, 2), "a NOT BETWEEN ? AND ?"),
    (a.between(b + 1, c), "a BETWEEN b + ? AND c"),
    (a.in_([1, 2]), "a IN (?, ?)"),
    (~a.in_([1]), "a NOT IN (?)"),
    (a.in_([]), "1 = 0"),
    (a.not_in([]), "1 = 1"),
    (a.in_([1, None]), "a IN (?) OR a IS NULL"),
    (p & a.in_([1, None]), "p AND (a IN (?) OR a IS NULL)"),
    ((a == 1) == (b == 2), "(a = ?) = (b = ?)"),
    ((a < b) == p, "(a < b) = p"),
    (a == None, "a IS NULL"),  # noqa: E711
    (a != None, "a IS NOT NULL"),  # noqa: E711
    ((a == 1).is_null(), "(a = ?) IS NULL"),
    (a - (b - c), "a - (b - c)"),
    (a - b - c, "a - b - c"),
    (a + b * c, "a + b * c"),
    ((a + b) * c, "(a + b) * c"),
    (a * (b * c), "a * (b * c)"),
    (a % (b + 1), "a % NULLIF(b + ?, 0)"),
    ((a + b) % c, "(a + b) % NULLIF(c, 0)"),
    (a % b % c, "a % NULLIF(b, 0) % NULLIF(c, 0)"),
    (-a + b, "-a + b"),
    (-(a + b), "-(a + b)"),
    (neg(-a), "-(-a)"),
    (a - -b, "a - -b"),
    (1 - a, "? - a"),
    (a / b, "CAST(a AS REAL) / NULLIF(b, 0)"),
    (a / (b / c), "a / NULLIF(CAST(b AS REAL) / NULLIF(c, 0), 0)"),
    (s + "x" + s, "(s || ?) || s"),
    (s + ("x" + s), "s || (? || s)"),
    ((a + 1 > b) & (c < 2), "a + ? > b AND c < ?"),
    (d + d, "decimal_add(d, d) COLLATE decimal"),
    (-d, "decimal_sub('0', d) COLLATE decimal"),
]


@pytest.mark.parametrize(("tree", "expected"), TREES, ids=[sql for _, sql in TREES])
def test_text_of_a_tree(tree: Node, expected: str) -> None:
    assert text(tree) == expected


def test_precedence_rises_from_or_to_product() -> None:
    assert OR < AND < NOT < PREDICATE < CONCAT < SUM < PRODUCT


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_has_as_many_operands_as_its_text(name: str) -> None:
    operator = OPERATORS[name]
    if operator.joined:
        assert len(operator.pieces) == 1
    else:
        assert operator.operands
        assert len(operator.operands) <= max(1, len(operator.pieces) - 1)


@pytest.mark.parametrize(("name", "right"), [("+", SUM + 1), ("-", SUM + 1), ("*", PRODUCT + 1), ("/", 0), ("%", 0)])
def test_arithmetic_groups_from_the_left(name: str, right: int) -> None:
    operator = OPERATORS[name]
    assert operator.operands == (operator.precedence, right)


def test_an_operator_s_text_is_split_at_its_operands() -> None:
    made = make_operator("{} BETWEEN {} AND {}", PREDICATE, SUM)
    assert made.pieces == ("", " BETWEEN ", " AND ", "")


def test_an_operator_that_the_server_lacks_is_named() -> None:
    with pytest.raises(UnsupportedFeatureError, match="this server has no time travel: compute it in Python"):
        text(Operation("time_travel", (a, b), INTEGER))


def test_exact_division_of_decimals_is_refused_rather_than_rounded() -> None:
    with pytest.raises(UnsupportedFeatureError, match="SQLite has no exact / for decimals"):
        text(d / d)
