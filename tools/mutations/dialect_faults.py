"""Faults in what is said to the server: each a dialect like SQLite's but for one mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rhosocial.activerecord.backend.compiled import Decoder
from rhosocial.activerecord.backend.compiler.collector import Collector
from rhosocial.activerecord.backend.compiler.operators import predicate
from rhosocial.activerecord.backend.dialect.codec import Codec, encoder
from rhosocial.activerecord.backend.expression import types as t
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.impl.sqlite.dialect import SQLiteDialect


class DroppedParentheses(SQLiteDialect):
    """Writes a tree of operators without the parentheses that it needs."""

    def operand(self, node: Node, out: Collector, loosest: int) -> None:
        self.visit(node, out)


class EqualsNull(SQLiteDialect):
    """Compares with NULL by `=`, which is never true."""

    operators = {
        **SQLiteDialect.operators,
        "is_null": predicate("{} = NULL"),
        "is_not_null": predicate("{} <> NULL"),
    }


class NaiveEscape(SQLiteDialect):
    """Puts a name into quotes and leaves the quotes in it as they are."""

    def quote(self, name: str) -> str:
        super().quote(name)
        return f'"{name}"'


class OffByOneLimit(SQLiteDialect):
    """Asks for one row more."""

    def clause_limit(self, clauses: Mapping[str, Any], out: Collector) -> None:
        written = len(out.parts)
        super().clause_limit(clauses, out)
        if "limit" in clauses:
            out.parts[written] = " LIMIT 1 + "


def _float_decimal(sql_type: t.Numeric) -> Codec:
    return Codec("REAL", encoder(float), Decoder(lambda value: Decimal(str(value))))


class FloatDecimal(SQLiteDialect):
    """Keeps decimals as floats."""

    types = {**SQLiteDialect.types, t.Numeric: _float_decimal}


def _zoneless_instant(sql_type: t.Instant) -> Codec:
    def encode(value: Any) -> object:
        return value.replace(tzinfo=dt.timezone.utc).isoformat(" ", "microseconds")

    return Codec("TIMESTAMP", encoder(encode), Decoder(dt.datetime.fromisoformat))


class DroppedTimeZone(SQLiteDialect):
    """Keeps an instant's clock time and takes it for UTC."""

    types = {**SQLiteDialect.types, t.Instant: _zoneless_instant}
