"""Compiles SELECT: the order of its clauses is data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..expression.expression import Expression, and_
from ..expression.node import Node
from ..expression.select import Derived, Join, Lock, Select
from .collector import Collector
from .visitor import Visitor

CLAUSES = (
    "select",
    "from_",
    "joins",
    "where",
    "group_by",
    "having",
    "order_by",
    "limit",
    "lock",
)


class SelectCompiler(Visitor):
    """Writes each clause that a SELECT has, in the order of `clauses`."""

    clauses: tuple[str, ...] = CLAUSES
    unlimited: str = ""
    """What stands for "no limit" where OFFSET needs one."""

    def visit_select(self, node: Select, out: Collector) -> None:
        """SELECT … FROM … WHERE …; its columns set the result's decoders where it is the outermost."""
        for clause in self.clauses:
            getattr(self, f"clause_{clause}")(node.clauses, out)

    def clause_select(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`SELECT DISTINCT columns`"""
        outermost = not out.parts
        out.write("SELECT DISTINCT " if clauses.get("distinct") else "SELECT ")
        self.visit_all(clauses["columns"], out)
        if outermost:
            self.describe(clauses["columns"], out)

    def describe(self, columns: tuple[Any, ...], out: Collector) -> None:
        """Note how the columns of the result are decoded and named."""
        for number, column in enumerate(columns):
            out.decoders.append(None if column.type is None else self.decoder(column.type))
            out.labels.append(getattr(column, "attribute", None) or getattr(column, "name", None) or f"column{number}")

    def clause_from_(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`FROM table`"""
        if "from_" in clauses:
            out.write(" FROM ")
            self.visit(clauses["from_"], out)

    def clause_joins(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`JOIN table ON condition`, each in turn."""
        for join in clauses.get("joins", ()):
            self.visit(join, out)

    def visit_join(self, node: Join, out: Collector) -> None:
        """One join."""
        if node.kind == "full":
            self.require("full_join", "unite a left join and an anti-join")
        out.write(f" {node.kind.upper()} JOIN " if node.kind != "inner" else " JOIN ")
        self.visit(node.table, out)
        if node.condition is not None:
            out.write(" ON ")
            self.visit(node.condition, out)

    visit_fixedjoin = visit_join

    def visit_derived(self, node: Derived, out: Collector) -> None:
        """`(SELECT …) AS "alias"`"""
        out.write("(")
        self.visit(node.query, out)
        out.write(f") AS {self.quote(node.alias)}")

    def clause_where(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`WHERE all conditions`"""
        self.conditions(" WHERE ", clauses.get("where", ()), out)

    def conditions(self, keyword: str, conditions: tuple[Expression[bool], ...], out: Collector) -> None:
        """Write a keyword and conditions that must all hold; nothing where there is none."""
        if conditions:
            out.write(keyword)
            self.visit(and_(*conditions), out)

    def clause_group_by(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`GROUP BY expressions`"""
        self.listed(" GROUP BY ", clauses.get("group_by", ()), out)

    def clause_having(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`HAVING conditions`"""
        self.conditions(" HAVING ", clauses.get("having", ()), out)

    def clause_order_by(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`ORDER BY keys`"""
        self.listed(" ORDER BY ", clauses.get("order_by", ()), out)

    def listed(self, keyword: str, nodes: tuple[Node, ...], out: Collector) -> None:
        """Write a keyword and a list; nothing where the list is empty."""
        if nodes:
            out.write(keyword)
            self.visit_all(nodes, out)

    def clause_limit(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`LIMIT n OFFSET m`"""
        limit, offset = clauses.get("limit"), clauses.get("offset")
        if limit is not None:
            out.write(" LIMIT ")
            self.visit(limit, out)
        elif offset is not None and self.unlimited:
            out.write(f" LIMIT {self.unlimited}")
        if offset is not None:
            out.write(" OFFSET ")
            self.visit(offset, out)

    def clause_lock(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`FOR UPDATE OF table SKIP LOCKED`"""
        if "lock" in clauses:
            self.visit(clauses["lock"], out)

    def visit_lock(self, node: Lock, out: Collector) -> None:
        """A row lock."""
        self.require(f"for_{node.strength}", "run the block in transaction(isolation='serializable')")
        out.write(f" FOR {node.strength.upper()}")
        if node.of:
            self.require("lock_of", "lock the rows of every table of the query")
            out.write(f" OF {', '.join(self.quote(table.label) for table in node.of)}")
        if node.nowait or node.skip_locked:
            self.require("skip_locked", "set a lock timeout")
            out.write(" NOWAIT" if node.nowait else " SKIP LOCKED")
