"""Compiles expressions."""

from __future__ import annotations

from typing import Any

from ..expression.column import ColumnRef, Table
from ..expression.expression import Operation, Order, Parameter, ValueList
from ..expression.function import Function, Label, RawSQL, Star
from ..expression.select import Exists
from .collector import Collector
from .visitor import Visitor


class ExpressionCompiler(Visitor):
    """Operators by their table, the rest by a method each."""

    def visit_columnref(self, node: ColumnRef[Any], out: Collector) -> None:
        """`"table"."column"`, or the column alone where a write names it."""
        if out.qualify:
            out.write(f"{self.quote(node.table.label)}.")
        out.write(self.quote(node.name))

    def visit_parameter(self, node: Parameter[Any], out: Collector) -> None:
        """A placeholder."""
        encoder = None if node.type is None else self.encoder(node.type)
        out.parameter(node, self.placeholder(node.type), encoder)

    def visit_valuelist(self, node: ValueList, out: Collector) -> None:
        """`(?, ?, ?)`"""
        encoder = None if node.type is None else self.encoder(node.type)
        placeholder = self.placeholder(node.type)
        out.write("(")
        for offset in range(len(node.items)):
            out.parameter(node, f", {placeholder}" if offset else placeholder, encoder, offset)
        out.write(")")

    def visit_operation(self, node: Operation[Any], out: Collector) -> None:
        """An operator's text around its operands, with parentheses where the tree needs them."""
        operator = self.operators[node.operator]
        pieces = operator.pieces
        if not operator.joined:
            out.write(pieces[0])
        for number, operand in enumerate(node.operands):
            if operator.joined and number:
                out.write(pieces[0])
            self.operand(operand, out, operator.operands[min(number, len(operator.operands) - 1)])
            if not operator.joined:
                out.write(pieces[number + 1])

    def visit_order(self, node: Order, out: Collector) -> None:
        """`expression DESC NULLS LAST`, or an IS NULL key before it where the server has no such words."""
        if node.nulls and not self.capabilities.nulls_ordering:
            self.visit(node.expression, out)
            out.write(" IS NULL, " if node.nulls == "last" else " IS NOT NULL, ")
        self.visit(node.expression, out)
        if node.descending:
            out.write(" DESC")
        if node.nulls and self.capabilities.nulls_ordering:
            out.write(f" NULLS {node.nulls.upper()}")

    def visit_function(self, node: Function[Any], out: Collector) -> None:
        """`NAME(DISTINCT arguments) FILTER (WHERE condition)`"""
        name = self.functions.get(node.name, node.name.upper())
        out.write(f"{name}(DISTINCT " if node.distinct else f"{name}(")
        self.visit_all(node.arguments, out)
        if node.order:
            out.write(" ORDER BY ")
            self.visit_all(node.order, out)
        out.write(")")
        if node.condition is not None:
            self.require("aggregate_filter", "put the condition into a CASE inside the aggregate")
            out.write(" FILTER (WHERE ")
            self.visit(node.condition, out)
            out.write(")")

    def visit_star(self, node: Star, out: Collector) -> None:
        """`*`"""
        out.write("*")

    def visit_label(self, node: Label, out: Collector) -> None:
        """`expression AS "name"`"""
        self.visit(node.expression, out)
        out.write(f" AS {self.quote(node.name)}")

    def visit_rawsql(self, node: RawSQL[Any], out: Collector) -> None:
        """The programmer's pieces with the parameters between them."""
        for number, piece in enumerate(node.pieces):
            out.write(self.escape_raw(piece))
            if number < len(node.parameters):
                self.visit(node.parameters[number], out)

    def escape_raw(self, text: str) -> str:
        """Protect text from the driver's own reading of placeholders."""
        return text

    def visit_exists(self, node: Exists, out: Collector) -> None:
        """`EXISTS (SELECT …)`"""
        out.write("EXISTS (")
        self.visit(node.query, out)
        out.write(")")

    def visit_table(self, node: Table, out: Collector) -> None:
        """`"schema"."table" AS "alias"`"""
        out.write(self.table_name(node))
        if node.alias:
            out.write(f" AS {self.quote(node.alias)}")
