"""Compiles INSERT, UPDATE and DELETE."""

from __future__ import annotations

from typing import Any

from ..expression.column import ColumnRef, Table
from ..expression.expression import Expression, Parameter
from ..expression.node import Node
from ..expression.write import Delete, Excluded, Insert, OnConflict, Update
from .collector import Collector
from .scope import Scope
from .select import SelectCompiler


class WriteCompiler(SelectCompiler):
    """Writes name their columns without the table, as every server accepts."""

    def visit_insert(self, node: Insert, out: Collector) -> None:
        """`INSERT INTO table (columns) VALUES (…) ON CONFLICT … RETURNING …`"""
        self.enter_write(node.table, out)
        out.write(f"INSERT INTO {self.table_name(node.table)}")
        if node.columns:
            self.insert_values(node, out)
        else:
            self.insert_defaults(out)
        if node.conflict is not None:
            self.visit(node.conflict, out)
        self.returning("insert", node.returning, out)

    def write_with(self, tables: tuple[Node, ...], out: Collector) -> None:
        """`WITH name AS (SELECT …)` before a write."""
        if tables:
            self.require("cte_before_write", "put the query into the condition, or load the keys first")
            self.clause_with_({"with_": tables}, out)

    def enter_write(self, table: Table, out: Collector) -> None:
        """Open the scope of a write: its own columns bear no table's name, those in its subqueries do."""
        out.qualify, out.scope = False, Scope(written=table)
        out.scope.add(table)

    def insert_values(self, node: Insert, out: Collector) -> None:
        """`(columns) VALUES (…), (…)`"""
        out.write(f" ({', '.join(self.quote(column.name) for column in node.columns)}) VALUES ")
        for number, row in enumerate(node.rows):
            out.write(", (" if number else "(")
            for place, value in enumerate(row):
                out.write(", " if place else "")
                self.stored(value, out)
            out.write(")")

    def stored(self, node: Node, out: Collector) -> None:
        """A value for a column; a plain one must fit it exactly."""
        if isinstance(node, Parameter) and node.type is not None:
            out.parameter(node, self.placeholder(node.type), self.store_encoder(node.type))
        else:
            self.visit(node, out)

    def insert_defaults(self, out: Collector) -> None:
        """A row of defaults only."""
        out.write(" DEFAULT VALUES")

    def visit_onconflict(self, node: OnConflict, out: Collector) -> None:
        """`ON CONFLICT (columns) DO UPDATE SET …`"""
        self.require("upsert_on_conflict", "look the row up in a transaction first")
        out.write(f" ON CONFLICT ({', '.join(self.quote(column.name) for column in node.target)})")
        if node.assignments:
            out.write(" DO UPDATE SET ")
            self.assignments(node.assignments, out)
        else:
            out.write(" DO NOTHING")

    def visit_excluded(self, node: Excluded, out: Collector) -> None:
        """The value that the conflicting row proposed."""
        out.write(f"excluded.{self.quote(node.column.name)}")

    def visit_update(self, node: Update, out: Collector) -> None:
        """`UPDATE table SET column = … WHERE … RETURNING …`"""
        self.write_with(node.with_, out)
        self.enter_write(node.table, out)
        out.write(f"UPDATE {self.table_name(node.table)} SET ")
        self.assignments(node.assignments, out)
        self.where(node.where, out)
        self.returning("update", node.returning, out)

    def assignments(self, assignments: tuple[tuple[ColumnRef[Any], Node], ...], out: Collector) -> None:
        """`column = expression, …`"""
        for number, (column, value) in enumerate(assignments):
            out.write(f"{', ' if number else ''}{self.quote(column.name)} = ")
            self.stored(value, out)

    def visit_delete(self, node: Delete, out: Collector) -> None:
        """`DELETE FROM table WHERE … RETURNING …`"""
        self.write_with(node.with_, out)
        self.enter_write(node.table, out)
        out.write(f"DELETE FROM {self.table_name(node.table)}")
        self.where(node.where, out)
        self.returning("delete", node.returning, out)

    def where(self, conditions: tuple[Expression[bool], ...], out: Collector) -> None:
        """`WHERE all conditions`"""
        self.conditions(" WHERE ", conditions, out)

    def returning(self, write: str, columns: tuple[ColumnRef[Any], ...], out: Collector) -> None:
        """`RETURNING columns`"""
        if columns:
            self.require(f"{write}_returning", "select the rows again after the write")
            out.write(" RETURNING ")
            self.visit_all(columns, out)
            self.describe(columns, out)
