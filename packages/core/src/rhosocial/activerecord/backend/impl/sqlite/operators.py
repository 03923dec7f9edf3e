"""Operators that SQLite spells otherwise, or by a function of ours."""

from __future__ import annotations

from ...compiler.operators import OPERATORS, PRODUCT, SUM, Operator, operator, predicate, truncations

DECIMAL_OPERATORS = {"+": "decimal_add", "-": "decimal_sub", "*": "decimal_mul", "negate": "decimal_negate"}
_PLACES = {"year": (1, 4), "month": (6, 2), "day": (9, 2), "hour": (12, 2), "minute": (15, 2), "second": (18, 2)}
"""Where the parts stand in a moment's text; SQLite's own date functions round to milliseconds."""

SQLITE_OPERATORS: dict[str, Operator] = {
    **OPERATORS,
    **truncations(lambda kind, part: f"truncated({{}}, '{part}')"),
    "is_distinct": predicate("{} IS NOT {}"),
    "is_not_distinct": predicate("{} IS {}"),
    "like": predicate("{} LIKE {} ESCAPE '\\'"),
    "not_like": predicate("{} NOT LIKE {} ESCAPE '\\'"),
    "ilike": predicate("LOWER({}) LIKE LOWER({}) ESCAPE '\\'"),
    "regex": predicate("{} REGEXP {}"),
    "iregex": operator("iregexp({}, {})"),
    "now": operator("(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000+00:00')"),
    "true_divide": operator("CAST({} AS REAL) / NULLIF({}, 0)", PRODUCT, 0),
    "json_get": operator("json_value(json_type({0}, {1}), json_extract({0}, {1}))"),
    "json_text": operator("CAST(json_literal(json_type({0}, {1}), json_extract({0}, {1})) AS TEXT)"),
    "json_output": operator("json_literal(json_type({0}, {1}), json_quote(json_extract({0}, {1})))"),
    "json_number": operator("CASE WHEN json_type({0}, {1}) IN ('integer', 'real') THEN json_extract({0}, {1}) END"),
    "json_string": operator("CASE json_type({0}, {1}) WHEN 'text' THEN json_extract({0}, {1}) END"),
    "moment_add": operator("moment_add({}, {})"),
    "moment_subtract": operator("moment_subtract({}, {})"),
    "moment_difference": operator("moment_difference({}, {})"),
    "date_add": operator("date_add({}, {})"),
    "date_subtract": operator("date_subtract({}, {})"),
    "date_difference": operator("moment_difference({}, {})"),
    "extract_quarter": operator("(CAST(substr({}, 6, 2) AS INTEGER) + 2) / 3", PRODUCT, 0),
    "extract_week": operator("iso_week({})"),
    "extract_weekday": operator("(strftime('%w', substr({}, 1, 10)) + 6) % 7 + 1", SUM, 0),
    **{
        f"extract_{part}": operator(f"CAST(substr({{}}, {start}, {length}) AS INTEGER)")
        for part, (start, length) in _PLACES.items()
    },
    "decimal_negate": operator("decimal_sub('0', {})"),
    "decimal": operator("{}"),
    **{name: operator(f"{name}({{}}, {{}})") for name in ("decimal_add", "decimal_sub", "decimal_mul")},
}
