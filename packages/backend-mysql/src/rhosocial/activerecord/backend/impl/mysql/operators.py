"""Operators that MySQL and MariaDB spell otherwise."""

from __future__ import annotations

from rhosocial.activerecord.backend.compiler.operators import (
    NOT,
    OPERATORS,
    PREDICATE,
    PRODUCT,
    SUM,
    Operator,
    operator,
    predicate,
    truncations,
)

_FIRST_DAY = {
    "year": "DATE_SUB(DATE({0}), INTERVAL DAYOFYEAR({0}) - 1 DAY)",
    "quarter": "DATE_SUB(DATE_SUB(DATE({0}), INTERVAL DAYOFMONTH({0}) - 1 DAY), INTERVAL MOD(MONTH({0}) - 1, 3) MONTH)",
    "month": "DATE_SUB(DATE({0}), INTERVAL DAYOFMONTH({0}) - 1 DAY)",
    "week": "DATE_SUB(DATE({0}), INTERVAL WEEKDAY({0}) DAY)",
    "day": "DATE({0})",
}
_SINCE_MIDNIGHT = {
    "hour": "HOUR({0}) HOUR",
    "minute": "HOUR({0}) * 60 + MINUTE({0}) MINUTE",
    "second": "(HOUR({0}) * 60 + MINUTE({0})) * 60 + SECOND({0}) SECOND",
}


def _truncated(kind: str, part: str) -> str:
    day = _FIRST_DAY.get(part, _FIRST_DAY["day"])
    if kind == "date":
        return day
    midnight = f"CAST({day} AS DATETIME(6))"
    return f"DATE_ADD({midnight}, INTERVAL {_SINCE_MIDNIGHT[part]})" if part in _SINCE_MIDNIGHT else midnight


MYSQL_OPERATORS: dict[str, Operator] = {
    **OPERATORS,
    **truncations(_truncated),
    "is_distinct": operator("NOT {} <=> {}", NOT, PREDICATE + 1),
    "is_not_distinct": predicate("{} <=> {}"),
    "concat": operator("CONCAT({}, {})"),
    "now": operator("UTC_TIMESTAMP(6)"),
    "regex": predicate("{} REGEXP CONCAT('(?-i)', {})"),
    "iregex": predicate("{} REGEXP CONCAT('(?i)', {})"),
    "true_divide": operator("CAST({} AS DOUBLE) / NULLIF({}, 0)", PRODUCT, 0),
    "json_output": operator("JSON_EXTRACT({}, {})"),
    "moment_add": operator("DATE_ADD({}, INTERVAL {} MICROSECOND)"),
    "moment_subtract": operator("DATE_SUB({}, INTERVAL {} MICROSECOND)"),
    "moment_difference": operator("-TIMESTAMPDIFF(MICROSECOND, {}, {})"),
    "date_add": operator("CAST(DATE_ADD({}, INTERVAL {} MICROSECOND) AS DATE)"),
    "date_subtract": operator("CAST(DATE_SUB({}, INTERVAL {} MICROSECOND) AS DATE)"),
    "date_difference": operator("-TIMESTAMPDIFF(MICROSECOND, {}, {})"),
    "extract_week": operator("WEEK({}, 3)"),
    "extract_weekday": operator("WEEKDAY({}) + 1", SUM, 0),
    **{f"extract_{part}": operator(f"{part.upper()}({{}})")
       for part in ("year", "quarter", "month", "day", "hour", "minute", "second")},
}  # fmt: skip

REGEXP_LIKE_OPERATORS: dict[str, Operator] = {
    **MYSQL_OPERATORS,
    "regex": operator("REGEXP_LIKE({}, {}, 'c')"),
    "iregex": operator("REGEXP_LIKE({}, {}, 'i')"),
}


def json_operators(json_type: bool, collation: str) -> dict[str, Operator]:
    """Return the operators that read inside JSON, where JSON's null is NULL.

    Args:
        json_type: Whether JSON is a type of its own; elsewhere it is text, which can be compared once it is normalized.
        collation: The collation of other text, which this text is to be compared with.
    """
    found = "JSON_EXTRACT({0}, {1})"
    kind = f"JSON_TYPE({found})"
    if json_type:
        kind += f" COLLATE {collation}"
        value = text = f"NULLIF({found}, CAST('null' AS JSON))"
        number = found
    else:  # CONCAT leaves plain text: MariaDB compares what JSON_EXTRACT itself gives without its quotes
        value, text = f"NULLIF(JSON_NORMALIZE({found}) COLLATE {collation}, 'null')", f"NULLIF(CONCAT({found}), 'null')"
        number = f"{found} + 0"
    numbers = "'INTEGER', 'UNSIGNED INTEGER', 'DECIMAL', 'DOUBLE'"
    return {
        "json_get": operator(value),
        "json_text": operator(f"(JSON_UNQUOTE({text}) COLLATE {collation})"),
        "json_number": operator(f"CASE WHEN {kind} IN ({numbers}) THEN {number} END"),
        "json_string": operator(f"(CASE {kind} WHEN 'STRING' THEN JSON_UNQUOTE({found}) END COLLATE {collation})"),
    }
