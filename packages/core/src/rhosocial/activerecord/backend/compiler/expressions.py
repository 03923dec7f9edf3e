"""Compiles expressions."""

from __future__ import annotations

from typing import Any

from ...interface.errors import QueryError, UnsupportedFeatureError
from ..compiled import Encoder
from ..expression.column import ColumnRef, Table
from ..expression.expression import Cast, Operation, Order, Outer, Parameter, ValueList
from ..expression.function import ANYTHING, Case, Function, Identifier, Label, Over, RawSQL, Star, Window
from ..expression.select import Exists, ScalarQuery
from ..expression.sql_type import SQLType, stored
from ..expression.types import STRING, Integer
from .collector import Collector
from .guard import Alternatives, admitted, refuse_unreadable
from .visitor import Visitor


class ExpressionCompiler(Visitor):
    """Operators by their table, the rest by a method each."""

    def visit_columnref(self, node: ColumnRef[Any], out: Collector) -> None:
        """`"table"."column"`, or the column alone where a write names it."""
        if out.qualify:
            label = node.table.label if out.scope is None else out.scope.label_of(node.table)
            out.write(f"{self.quote(label)}.")
        out.write(self.quote(node.name))

    visit_joinedcolumn = visit_columnref

    def visit_outer(self, node: Outer[Any], out: Collector) -> None:
        """The expression, its columns being those of the SELECT around."""
        scope = out.scope
        if scope is None or scope.outer is None:
            raise QueryError("outer() is for a query inside another; this one stands alone")
        out.scope = scope.outer
        self.visit(node.expression, out)
        out.scope = scope

    def visit_parameter(self, node: Parameter[Any], out: Collector) -> None:
        """A placeholder."""
        encoder = None if node.type is None else self.encoder(node.type)
        out.parameter(node, self.placeholder(node.type), encoder)

    def visit_valuelist(self, node: ValueList, out: Collector) -> None:
        """`(?, ?, ?)`"""
        encoders = self.encoders(node.type)
        placeholder = self.placeholder(node.type)
        out.write("(")
        for offset in range(len(node.items) if out.padded else node.given):
            for number, encoder in enumerate(encoders):
                out.parameter(node, f", {placeholder}" if offset or number else placeholder, encoder, offset)
        out.write(")")

    def visit_alternatives(self, node: Alternatives, out: Collector) -> None:
        """`(?, ?)`, the same value in several forms"""
        placeholder = self.placeholder(node.parameter.type)
        out.write("(")
        for number, encoder in enumerate(self.encoders(node.parameter.type)):
            out.parameter(node.parameter, f", {placeholder}" if number else placeholder, encoder)
        out.write(")")

    def encoders(self, sql_type: SQLType | None) -> list[Encoder | None]:
        """Return what encodes a value in each form that a column may hold it in."""
        return [None] if sql_type is None else [self.encoder(kind) for kind in sql_type.alternatives or (sql_type,)]

    def visit_jsonvalue(self, node: Operation[Any], out: Collector) -> None:
        """A value inside JSON."""
        self.require("json_paths", "load the column and look inside in Python")
        self.visit_operation(node, out)

    def visit_operation(self, node: Operation[Any], out: Collector) -> None:
        """An operator's text around its operands, with parentheses where the tree needs them."""
        node = admitted(node)
        operator = self.operators.get(node.operator)
        if operator is None:
            raise UnsupportedFeatureError(f"this server has no {node.operator.replace('_', ' ')}: compute it in Python")
        pieces = operator.pieces
        if not operator.joined:
            out.write(pieces[0])
        placed = [node.operands[place] for place in operator.places] or node.operands
        for number, operand in enumerate(placed):
            if operator.joined and number:
                out.write(pieces[0])
            self.operand(operand, out, operator.operands[min(number, len(operator.operands) - 1)])
            if not operator.joined:
                out.write(pieces[number + 1])

    def visit_order(self, node: Order, out: Collector) -> None:
        """`expression DESC NULLS LAST`, or an IS NULL key before it where the server has no such words."""
        refuse_unreadable(node.expression, "order")
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
        cast = self.result_cast(node)
        out.write("CAST(" if cast else "")
        self.function_call(node, out)
        out.write(f" AS {cast})" if cast else "")

    def result_cast(self, node: Function[Any]) -> str | None:
        """Return the type that a function's result has to be cast to; None where it has the type it should."""
        return None if node.type is None else self.result_casts.get((node.name, type(node.type)))

    def function_call(self, node: Function[Any], out: Collector) -> None:
        """The call itself; its name in capitals where this dialect spells it as all do."""
        if node.name != "count":
            for argument in node.arguments:
                refuse_unreadable(argument, f"{node.name}()")
        if node.condition is not None and not self.capabilities.aggregate_filter:
            node = filtered_by_case(node)
        name = self.functions.get(node.name, node.name.upper())
        out.write(f"{name}(DISTINCT " if node.distinct else f"{name}(")
        self.visit_all(node.arguments, out)
        if node.order:
            out.write(" ORDER BY ")
            self.visit_all(node.order, out)
        out.write(")")
        if node.within:
            self.require("ordered_set_aggregates", "number the rows by row_number() and take the one in the middle")
            out.write(" WITHIN GROUP (ORDER BY ")
            self.visit_all(node.within, out)
            out.write(")")
        if node.condition is not None:
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

    def visit_identifier(self, node: Identifier, out: Collector) -> None:
        """A quoted name."""
        out.write(self.quote(node.name))

    def escape_raw(self, text: str) -> str:
        """Protect text from the driver's own reading of placeholders."""
        return text

    def visit_exists(self, node: Exists, out: Collector) -> None:
        """`EXISTS (SELECT …)`"""
        out.write("NOT EXISTS (" if node.negated else "EXISTS (")
        self.visit(node.query, out)
        out.write(")")

    def visit_scalarquery(self, node: ScalarQuery, out: Collector) -> None:
        """`(SELECT …)`"""
        out.write("(")
        self.visit(node.query, out)
        out.write(")")

    def visit_case(self, node: Case[Any], out: Collector) -> None:
        """`CASE WHEN condition THEN value ELSE value END`"""
        out.write("CASE")
        for condition, value in node.branches:
            out.write(" WHEN ")
            self.visit(condition, out)
            out.write(" THEN ")
            self.visit(value, out)
        if node.otherwise is not None:
            out.write(" ELSE ")
            self.visit(node.otherwise, out)
        out.write(" END")

    def visit_cast(self, node: Cast[Any], out: Collector) -> None:
        """`CAST(expression AS TYPE)`; a fraction is cut, not rounded."""
        source, nothing = stored(node.expression.type), ("", "")
        if source is None or not isinstance(node.type, Integer):
            opening, closing = nothing
        else:
            opening, closing = self.to_integer.get(type(source), nothing)
        out.write(f"CAST({opening}")
        self.visit(node.expression, out)
        out.write(f"{closing} AS {self.cast_type(node.type or STRING)})")

    def visit_over(self, node: Over[Any], out: Collector) -> None:
        """`function OVER (PARTITION BY … ORDER BY …)`"""
        self.require("window_functions", "compute it in Python")
        cast = self.result_cast(node.function)
        out.write("CAST(" if cast else "")
        self.function_call(node.function, out)
        out.write(" OVER (")
        self.visit(node.window, out)
        out.write(f") AS {cast})" if cast else ")")

    def visit_window(self, node: Window, out: Collector) -> None:
        """`PARTITION BY … ORDER BY … ROWS …`"""
        parts = [("PARTITION BY ", node.partition_by), ("ORDER BY ", node.order_by)]
        for number, (keyword, nodes) in enumerate([part for part in parts if part[1]]):
            out.write(f" {keyword}" if number else keyword)
            self.visit_all(nodes, out)
        out.write(f" {node.frame}" if node.frame else "")

    def visit_table(self, node: Table, out: Collector) -> None:
        """`"schema"."table" AS "alias"`"""
        out.write(self.table_name(node))
        label = node.label if out.scope is None else out.scope.label_of(node)
        if label != node.name:
            out.write(f" AS {self.quote(label)}")


def filtered_by_case(node: Function[Any]) -> Function[Any]:
    """Return an aggregate that leaves rows out by CASE, for servers without FILTER."""
    if not node.arguments or node.condition is None:
        raise UnsupportedFeatureError(f"this server has no FILTER for {node.name}(): filter the query itself")
    first: Any = ANYTHING if isinstance(node.arguments[0], Star) else node.arguments[0]
    kept: Case[Any] = Case(((node.condition, first),), None, first.type)
    return Function(node.name, (kept, *node.arguments[1:]), node.type, node.distinct, None, node.order, node.within)
