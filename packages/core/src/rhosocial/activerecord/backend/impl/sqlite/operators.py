"""Operators that SQLite spells otherwise, or by a function of ours."""

from __future__ import annotations

from ...compiler.operators import OPERATORS, PRODUCT, SUM, Operator, operator, predicate

DECIMAL_OPERATORS = {"+": "decimal_add", "-": "decimal_sub", "*": "decimal_mul", "negate": "decimal_negate"}
_DATE_CODES = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S"}

SQLITE_OPERATORS: dict[str, Operator] = {
    **OPERATORS,
    "is_distinct": predicate("{} IS NOT {}"),
    "is_not_distinct": predicate("{} IS {}"),
    "like": predicate("{} LIKE {} ESCAPE '\\'"),
    "not_like": predicate("{} NOT LIKE {} ESCAPE '\\'"),
    "ilike": predicate("LOWER({}) LIKE LOWER({}) ESCAPE '\\'"),
    "regex": predicate("{} REGEXP {}"),
    "iregex": operator("iregexp({}, {})"),
    "now": operator("(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000+00:00')"),
    "true_divide": operator("CAST({} AS REAL) / NULLIF({}, 0)", PRODUCT, 0),
    "json_get": operator("json_extract({}, {})"),
    "json_text": operator("CAST(json_extract({}, {}) AS TEXT)"),
    "json_output": operator("json_quote(json_extract({}, {}))"),
    "moment_add": operator("moment_add({}, {})"),
    "moment_subtract": operator("moment_subtract({}, {})"),
    "moment_difference": operator("moment_difference({}, {})"),
    "extract_quarter": operator("(CAST(strftime('%m', {}) AS INTEGER) + 2) / 3", PRODUCT),
    "extract_week": operator("iso_week({})"),
    "extract_weekday": operator("(strftime('%w', {}) + 6) % 7 + 1", SUM),
    **{f"extract_{part}": operator(f"CAST(strftime('{code}', {{}}) AS INTEGER)") for part, code in _DATE_CODES.items()},
    "decimal_negate": operator("decimal_sub('0', {})"),
    "decimal": operator("{}"),
    **{name: operator(f"{name}({{}}, {{}})") for name in ("decimal_add", "decimal_sub", "decimal_mul")},
}
