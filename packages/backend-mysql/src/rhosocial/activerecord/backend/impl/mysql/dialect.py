"""The dialect of MySQL and MariaDB: names, expressions, SELECT and writes."""

from __future__ import annotations

from typing import Any

from rhosocial.activerecord.backend.compiled import Decoder
from rhosocial.activerecord.backend.compiler.collector import Collector, PercentCollector
from rhosocial.activerecord.backend.dialect.codec import CodecTable
from rhosocial.activerecord.backend.expression.column import ColumnRef, Table
from rhosocial.activerecord.backend.expression.expression import Operation
from rhosocial.activerecord.backend.expression.function import Label, RawSQL
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.expression.select import Derived, Select
from rhosocial.activerecord.backend.expression.sql_type import SQLType
from rhosocial.activerecord.backend.expression.types import Float, Integer, Numeric
from rhosocial.activerecord.backend.expression.write import Excluded, OnConflict
from rhosocial.activerecord.interface.capabilities import Capabilities

from .assignments import in_order
from .capabilities import MySQLCapabilities
from .ddl import MySQLDDL
from .operators import MYSQL_OPERATORS, REGEXP_LIKE_OPERATORS, json_operators
from .types import CAST_TYPES, NATIVE_JSON, TYPES

PROPOSED = "excluded"
EVERYTHING: RawSQL[Any] = RawSQL(("*",))
WHOLE = Decoder(int, "int({})")


class MySQLDialect(MySQLDDL):
    """What MySQL and MariaDB say otherwise than the default; where the two differ, the capabilities decide."""

    types = TYPES
    parameter = "%s"
    collector = PercentCollector
    unlimited = "18446744073709551615"
    functions = {"length": "CHAR_LENGTH", "random": "RAND"}
    result_casts = {("avg", Float): "DOUBLE"}
    to_integer = {Float: ("TRUNCATE(", ", 0)"), Numeric: ("TRUNCATE(", ", 0)")}
    capabilities: MySQLCapabilities

    def __init__(self, capabilities: Capabilities) -> None:
        super().__init__(capabilities)
        operators = REGEXP_LIKE_OPERATORS if self.capabilities.regexp_like else MYSQL_OPERATORS
        inside_json = json_operators(self.capabilities.json_type, self.capabilities.collation)
        self.operators = {**operators, **inside_json}
        if not self.capabilities.lock_of:
            self.lock_words = {**self.lock_words, "share": "LOCK IN SHARE MODE"}
        if self.capabilities.json_type:
            self.codecs = CodecTable({**TYPES, **NATIVE_JSON})

    def name_length(self, name: str) -> int:
        return len(name)

    def placeholder(self, sql_type: SQLType | None) -> str:
        cast = "" if sql_type is None else self.codecs[sql_type].cast
        return cast.format(self.parameter) if cast else self.parameter

    def cast_type(self, sql_type: SQLType) -> str:
        return CAST_TYPES.get(type(sql_type)) or super().cast_type(sql_type)

    def describe(self, columns: tuple[Any, ...], out: Collector) -> None:
        """The sum of whole numbers comes as a decimal."""
        first = len(out.decoders)
        super().describe(columns, out)
        for number, column in enumerate(columns, first):
            if isinstance(column.type, Integer) and not isinstance(_inner(column), ColumnRef):
                out.decoders[number] = WHOLE

    def visit_table(self, node: Table, out: Collector) -> None:
        """A table that the statement itself writes is read through a derived one, and so as it was (error 1093)."""
        if out.scope is None or not out.scope.reads_written(node):
            super().visit_table(node, out)
            return
        out.write("(SELECT * FROM ")
        out.write(f"{self.table_name(node)} LIMIT {self.unlimited})")  # with a LIMIT it is never merged
        out.write(f" AS {self.quote(out.scope.label_of(node))}")

    def visit_operation(self, node: Operation[Any], out: Collector) -> None:
        """IN takes no query with a LIMIT of its own (error 1235), but one around it."""
        match node.operands:
            case (value, Select() as query) if {"limit", "offset"} & set(query.clauses):
                whole = Select({"columns": (EVERYTHING,), "from_": Derived(query, Table("cut"))})
                node = Operation(node.operator, (value, whole), node.type)
        super().visit_operation(node, out)

    def insert_defaults(self, out: Collector) -> None:
        out.write(" () VALUES ()")

    def visit_onconflict(self, node: OnConflict, out: Collector) -> None:
        """`AS new ON DUPLICATE KEY UPDATE column = new.column`; it heeds every unique key, whatever the target."""
        self.require("upsert_on_duplicate_key", "look the row up in a transaction first")
        if self.capabilities.row_alias:
            out.write(f" AS {PROPOSED}")
        out.write(" ON DUPLICATE KEY UPDATE ")
        out.qualify = True
        kept = node.target[0]
        self.assignments(node.assignments or ((kept, kept),), out)

    def visit_excluded(self, node: Excluded, out: Collector) -> None:
        name = self.quote(node.column.name)
        out.write(f"{PROPOSED}.{name}" if self.capabilities.row_alias else f"VALUES({name})")

    def assignments(self, assignments: tuple[tuple[ColumnRef[Any], Node], ...], out: Collector) -> None:
        super().assignments(in_order(assignments), out)


def _inner(column: Node) -> Node:
    return column.expression if isinstance(column, Label) else column
