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
)

MYSQL_OPERATORS: dict[str, Operator] = {
    **OPERATORS,
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
        json_type: Whether JSON is a type of its own.
        collation: The collation of other text, which this text is to be compared with.
    """
    if json_type:
        value = "NULLIF(JSON_EXTRACT({}, {}), CAST('null' AS JSON))"
    else:  # CONCAT leaves plain text: MariaDB compares what JSON_EXTRACT itself gives without its quotes
        value = "NULLIF(CONCAT(JSON_EXTRACT({}, {})), 'null')"
    return {"json_get": operator(value), "json_text": operator(f"(JSON_UNQUOTE({value}) COLLATE {collation})")}
