"""SQLite's dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....interface.errors import UnsupportedFeatureError
from ...compiler.collector import Collector
from ...compiler.operators import OPERATORS, Operator, operator, predicate
from ...dialect import Dialect
from ...expression.expression import Operation
from ...expression.function import Function
from ...expression.types import Numeric
from .types import TYPES

DECIMAL_OPERATORS = {"+": "decimal_add", "-": "decimal_sub", "*": "decimal_mul"}
DECIMAL_AGGREGATES = {"sum": "decimal_sum", "avg": "decimal_avg"}


class SQLiteDialect(Dialect):
    """What SQLite says otherwise than the default."""

    types = TYPES
    unlimited = "-1"
    identity = "PRIMARY KEY AUTOINCREMENT"
    identity_type = "INTEGER"
    inline_identity_key = True
    operators: Mapping[str, Operator] = {
        **OPERATORS,
        "is_distinct": predicate("{} IS NOT {}"),
        "is_not_distinct": predicate("{} IS {}"),
        "like": predicate("{} LIKE {} ESCAPE '\\'"),
        "not_like": predicate("{} NOT LIKE {} ESCAPE '\\'"),
        "ilike": predicate("LOWER({}) LIKE LOWER({}) ESCAPE '\\'"),
        "regex": predicate("{} REGEXP {}"),
    } | {name: operator(f"{name}({{}}, {{}})") for name in DECIMAL_OPERATORS.values()}

    def visit_operation(self, node: Operation[Any], out: Collector) -> None:
        """Arithmetic on decimals goes through functions, which compute exactly."""
        if isinstance(node.type, Numeric) and node.operator in {*DECIMAL_OPERATORS, "/", "%"}:
            if node.operator not in DECIMAL_OPERATORS:
                raise UnsupportedFeatureError(
                    f"SQLite has no exact {node.operator} for decimals: cast to float, or compute it in Python"
                )
            node = Operation(DECIMAL_OPERATORS[node.operator], node.operands, node.type)
        super().visit_operation(node, out)

    def visit_function(self, node: Function[Any], out: Collector) -> None:
        """Sums and averages of decimals are exact too."""
        if node.name in DECIMAL_AGGREGATES and isinstance(getattr(node.arguments[0], "type", None), Numeric):
            name = DECIMAL_AGGREGATES[node.name]
            node = Function(name, node.arguments, node.type, node.distinct, node.condition, node.order)
        super().visit_function(node, out)
