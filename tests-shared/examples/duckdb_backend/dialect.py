"""DuckDB's dialect: where it differs from the default."""

from __future__ import annotations

from rhosocial.activerecord.backend.compiler.collector import Collector
from rhosocial.activerecord.backend.compiler.operators import (
    OPERATORS,
    PRIMARY,
    SUM,
    Operator,
    operator,
    predicate,
)
from rhosocial.activerecord.backend.dialect import Dialect
from rhosocial.activerecord.backend.expression.column import Table
from rhosocial.activerecord.backend.expression.function import RawSQL
from rhosocial.activerecord.backend.expression.moments import DATE_PARTS
from rhosocial.activerecord.backend.expression.types import Float, Numeric, String
from rhosocial.activerecord.backend.schema.nodes import ColumnDefinition, CreateTable, ForeignKey

from .types import TYPES

DUCKDB_OPERATORS: dict[str, Operator] = {
    **OPERATORS,
    "now": operator("(now() AT TIME ZONE 'UTC')"),
    "like": predicate("{} LIKE {} ESCAPE '\\'"),
    "not_like": predicate("{} NOT LIKE {} ESCAPE '\\'"),
    "ilike": predicate("{} ILIKE {} ESCAPE '\\'"),
    "regex": operator("regexp_matches({}, {})"),
    "iregex": operator("regexp_matches({}, {}, 'i')"),
    "moment_add": operator("{} + to_microseconds({})", SUM, SUM, 0),
    "moment_subtract": operator("{} - to_microseconds({})", SUM, SUM, 0),
    "moment_difference": operator("date_diff('microsecond', {1}, {0})"),
    "date_add": operator("CAST({} + to_microseconds({}) AS DATE)", PRIMARY, SUM, 0),
    "date_subtract": operator("CAST({} - to_microseconds({}) AS DATE)", PRIMARY, SUM, 0),
    "date_difference": operator("date_diff('microsecond', CAST({1} AS TIMESTAMP), CAST({0} AS TIMESTAMP))"),
    "extract_weekday": operator("EXTRACT(ISODOW FROM {})"),
    **{f"extract_{part}": operator(f"EXTRACT({part.upper()} FROM {{}})") for part in DATE_PARTS if part != "weekday"},
}


class DuckDBDialect(Dialect):
    """A key that the server numbers draws on a sequence beside its table."""

    types = TYPES
    operators = DUCKDB_OPERATORS
    to_integer = dict.fromkeys((Float, Numeric, String), ("TRUNC(CAST(", " AS DECIMAL(38, 3)))"))
    computed = "GENERATED ALWAYS AS ({}) VIRTUAL"

    def visit_createtable(self, node: CreateTable, out: Collector) -> None:
        """Leave foreign keys out: DuckDB checks them before the transaction has done its work."""
        kept = tuple(item for item in node.constraints if not isinstance(item, ForeignKey))
        table = CreateTable(node.table, node.columns, node.primary_key, kept, node.if_not_exists, node.comment)
        super().visit_createtable(table, out)

    def defined_type(self, node: ColumnDefinition) -> str:
        if not node.identity:
            return super().defined_type(node)
        sequence = self.sequence(node.column.table).replace("'", "''")
        return f"BIGINT DEFAULT nextval('{sequence}')"

    def sequence(self, table: Table) -> str:
        """Return the quoted name of a table's sequence."""
        return self.quote(f"{table.name}_id")

    def create_sequence(self, table: Table, if_not_exists: bool) -> RawSQL[object]:
        """Return the statement that makes a table's sequence."""
        return RawSQL((f"CREATE SEQUENCE {'IF NOT EXISTS ' if if_not_exists else ''}{self.sequence(table)}",))

    def drop_sequence(self, table: Table) -> RawSQL[object]:
        """Return the statement that drops a table's sequence, if it has one."""
        return RawSQL((f"DROP SEQUENCE IF EXISTS {self.sequence(table)}",))
