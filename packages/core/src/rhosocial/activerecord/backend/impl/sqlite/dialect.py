"""SQLite's dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....interface.errors import UnsupportedFeatureError
from ...compiler.collector import Collector
from ...dialect import Dialect
from ...expression.column import ColumnRef
from ...expression.expression import Cast, Expression, Operation, Parameter
from ...expression.function import Function, Over
from ...expression.node import Node
from ...expression.select import Compound, Select
from ...expression.types import Date, DateTime, Numeric, String, Time
from .operators import DECIMAL_OPERATORS, SQLITE_OPERATORS
from .types import TYPES

TEMPORAL_CASTS: Mapping[type, str] = {Date: "to_date", DateTime: "to_datetime", Time: "to_time"}
DECIMAL_AGGREGATES = {"sum": "decimal_sum", "avg": "decimal_avg"}


class SQLiteDialect(Dialect):
    """What SQLite says otherwise than the default."""

    types = TYPES
    unlimited = "-1"
    explain = "EXPLAIN QUERY PLAN "
    identity = "PRIMARY KEY AUTOINCREMENT"
    identity_type = "INTEGER"
    inline_identity_key = True
    operators = SQLITE_OPERATORS

    def visit(self, node: Node, out: Collector) -> None:
        """Compile a node; a computed decimal is text, and compares as a number only under its collation.

        That collation would reach out of the decimal into a text around it.
        """
        super().visit(node, out)
        if not isinstance(node, Expression) or isinstance(node, (ColumnRef, Parameter)):
            return
        if isinstance(node.type, Numeric):
            out.write(" COLLATE decimal")
        elif isinstance(node.type, String) and _has_decimal(tuple(getattr(node, name) for name in node.fields)):
            out.write(" COLLATE BINARY")

    def visit_operation(self, node: Operation[Any], out: Collector) -> None:
        """Arithmetic on decimals goes through functions, which compute exactly."""
        if isinstance(node.type, Numeric) and node.operator in {*DECIMAL_OPERATORS, "/", "%"}:
            if node.operator not in DECIMAL_OPERATORS:
                raise UnsupportedFeatureError(
                    f"SQLite has no exact {node.operator} for decimals: cast to float, or compute it in Python"
                )
            node = Operation(DECIMAL_OPERATORS[node.operator], node.operands, node.type)
        super().visit_operation(_decided(node), out)

    def visit_cast(self, node: Cast[Any], out: Collector) -> None:
        """Moments and decimals are text here, which CAST would cut to its leading number."""
        function, last = TEMPORAL_CASTS.get(type(node.type)), ""
        if isinstance(node.type, Numeric):
            function, last = "to_decimal", f", {-1 if node.type.scale is None else node.type.scale}"
        if function is None:
            super().visit_cast(node, out)
            return
        out.write(f"{function}(")
        self.visit(node.expression, out)
        out.write(f"{last})")

    def visit_over(self, node: Over[Any], out: Collector) -> None:
        """Sums and averages of decimals are functions of ours, which a window must know."""
        if _adds_decimals(node.function):
            self.require("decimal_windows", "run it on Python 3.11 or later, or add up in Python")
        super().visit_over(node, out)

    def function_call(self, node: Function[Any], out: Collector) -> None:
        """Sums and averages of decimals are exact too."""
        if _adds_decimals(node):
            name = DECIMAL_AGGREGATES[node.name]
            node = Function(name, node.arguments, node.type, node.distinct, node.condition, node.order)
        super().function_call(node, out)


def _adds_decimals(node: Function[Any]) -> bool:
    return node.name in DECIMAL_AGGREGATES and isinstance(getattr(node.arguments[0], "type", None), Numeric)


def _has_decimal(part: Any) -> bool:
    """Tell whether a decimal stands anywhere in a part, nested queries aside."""
    if isinstance(part, tuple):
        return any(map(_has_decimal, part))
    if not isinstance(part, Node) or isinstance(part, (Select, Compound)):
        return False
    if isinstance(part, Expression) and isinstance(part.type, Numeric):
        return True
    return any(_has_decimal(getattr(part, name)) for name in part.fields)


def _decided(node: Operation[Any]) -> Operation[Any]:
    """Let a decimal that stands first be a computed one: what stands first decides the collation of a comparison."""
    match node.operands:
        case (Parameter(type=Numeric()) as first, _, *_):
            made: Operation[Any] = Operation("decimal", (first,), first.type)
            return Operation(node.operator, (made, *node.operands[1:]), node.type)
    return node
