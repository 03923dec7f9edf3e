"""Compiles SELECT: the order of its clauses is data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..expression.expression import Expression, Operation, and_
from ..expression.function import Label
from ..expression.json_value import JsonValue
from ..expression.node import Node
from ..expression.select import CommonTable, Compound, Derived, Explain, Join, Lock, Select
from ..expression.types import JSON, JsonScalar
from .collector import Collector
from .grouping import by_position, check_grouping, ordered_by_position
from .scope import Scope, missing_joins, named
from .visitor import Visitor

CLAUSES = (
    "with_",
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
    lock_words: Mapping[str, str] = {"update": "FOR UPDATE", "share": "FOR SHARE"}

    def visit_select(self, node: Select, out: Collector) -> None:
        """SELECT … FROM … WHERE …; its columns set the result's decoders where it is the outermost."""
        outermost = not out.parts
        check_grouping(node.clauses)
        clauses = self.enter(node.clauses, out)
        qualify, out.qualify = out.qualify, True
        for clause in self.clauses:
            getattr(self, f"clause_{clause}")(clauses, out)
        out.qualify, out.scope = qualify, out.scope.outer
        if outermost:
            self.describe(clauses["columns"], out)

    def enter(self, clauses: Mapping[str, Any], out: Collector) -> Mapping[str, Any]:
        """Open the scope of a SELECT: name its tables, and add the joins that its columns need."""
        joins = clauses.get("joins", ())
        added = missing_joins([part for name, part in clauses.items() if name not in ("with_", "from_")], joins)
        out.scope = Scope(out.scope)
        sources = [clauses.get("from_"), *(join.table for join in (*joins, *added))]
        for source in sources:
            if source is not None:
                out.scope.add(named(source))
        return {**clauses, "joins": (*joins, *added)} if added else clauses

    explain: str = "EXPLAIN "
    explain_analyze: str = "EXPLAIN ANALYZE "

    def visit_explain(self, node: Explain, out: Collector) -> None:
        """`EXPLAIN SELECT …`"""
        if node.analyze:
            self.require("explain_analyze", "explain it without, and time it")
        out.write(self.explain_analyze if node.analyze else self.explain)
        self.visit(node.query, out)

    def clause_with_(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`WITH RECURSIVE name AS (SELECT …), …`"""
        tables = clauses.get("with_", ())
        if tables:
            self.require("common_table_expressions", "run the inner query first")
            recursive = any(table.recursive for table in tables)
            out.write("WITH RECURSIVE " if recursive else "WITH ")
            self.visit_all(tables, out)
            out.write(" ")

    def visit_commontable(self, node: CommonTable, out: Collector) -> None:
        """`name AS (SELECT …)`; it sees nothing of the query that it serves."""
        scope, out.scope = out.scope, None
        out.write(f"{self.quote(node.name)} AS (")
        self.visit(node.query, out)
        out.write(")")
        out.scope = scope

    def visit_compound(self, node: Compound, out: Collector) -> None:
        """`SELECT … UNION ALL SELECT …`"""
        self.check_compound(node.operator)
        self.compound_side(node.left, out)
        out.write(f" {node.operator} ")
        self.compound_side(node.right, out)

    def check_compound(self, operator: str) -> None:
        """Raise where the server has no such operator."""
        if not operator.startswith("UNION"):
            self.require(
                "intersect_except_all" if operator.endswith("ALL") else "intersect_except", "use where(exists(…))"
            )

    def compound_side(self, node: Node, out: Collector) -> None:
        """One side; a query that is ordered, cut or compound itself becomes a subquery of its own."""
        if isinstance(node, Select) and not {"order_by", "limit", "offset", "with_"} & set(node.clauses):
            self.visit(node, out)
            return
        out.write("SELECT * FROM (")
        self.visit(node, out)
        out.write(f") AS {self.quote('side')}")

    def clause_select(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`SELECT DISTINCT columns`"""
        out.write("SELECT DISTINCT " if clauses.get("distinct") else "SELECT ")
        for number, column in enumerate(clauses["columns"]):
            out.write(", " if number else "")
            self.output(column, out)

    def output(self, node: Node, out: Collector) -> None:
        """Compile a column of the result; a value inside JSON comes out as JSON, so that its kind is not lost."""
        if isinstance(node, Label) and isinstance(node.expression, JsonValue):
            self.output(node.expression, out)
            out.write(f" AS {self.quote(node.name)}")
        elif isinstance(node, JsonValue):
            self.visit(Operation("json_output", node.operands, JSON), out)
        else:
            self.visit(node, out)

    def describe(self, columns: tuple[Any, ...], out: Collector) -> None:
        """Note how the columns of the result are decoded and named."""
        for number, column in enumerate(columns):
            sql_type = JSON if isinstance(column.type, JsonScalar) else column.type
            out.decoders.append(None if sql_type is None else self.decoder(sql_type))
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
        """`(SELECT …) AS "alias"`; it sees nothing of the query around it."""
        scope, out.scope = out.scope, None
        out.write("(")
        self.visit(node.query, out)
        out.scope = scope
        label = node.table.label if out.scope is None else out.scope.label_of(node.table)
        out.write(f") AS {self.quote(label)}")

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
        self.listed(" GROUP BY ", by_position(clauses.get("group_by", ()), clauses["columns"]), out)

    def clause_having(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`HAVING conditions`"""
        self.conditions(" HAVING ", clauses.get("having", ()), out)

    def clause_order_by(self, clauses: Mapping[str, Any], out: Collector) -> None:
        """`ORDER BY keys`"""
        keys = clauses.get("order_by", ())
        if "group_by" in clauses or clauses.get("distinct"):
            keys = tuple(ordered_by_position(key, clauses["columns"]) for key in keys)
        self.listed(" ORDER BY ", keys, out)

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
        out.write(f" {self.lock_words[node.strength]}")
        if node.of:
            self.require("lock_of", "lock the rows of every table of the query")
            out.write(f" OF {', '.join(self.quote(out.scope.label_of(table)) for table in node.of)}")
        if node.nowait or node.skip_locked:
            self.require("skip_locked", "set a lock timeout")
            out.write(" NOWAIT" if node.nowait else " SKIP LOCKED")
