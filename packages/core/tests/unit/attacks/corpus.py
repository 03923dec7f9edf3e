"""Hostile text, by the kind of flaw that it has found in libraries of this kind."""

from __future__ import annotations

BREAKING_OUT = [
    "x'; DROP TABLE target; --", 'x"; DROP TABLE target; --', "x`; DROP TABLE target; --", "x' OR '1'='1",
       'x" OR "1"="1', "x) OR (1=1", "id); DELETE FROM target; --", "1; SELECT pg_sleep(9)", 'x"."y', "x`.`y",
    "'", '"', "`",
]  # fmt: skip
ESCAPING = ["\\", "\\'", '\\"', "\\`", "x\\' OR 1=1 --", "¿'", "\u02bc OR 1=1", "''", '""', "``", "x\\"]
PLACEHOLDERS = ["?", "%s", "%(x)s", "%", "%%", ":x", "$1", "{x}", "{0}", "@x", "{x:id}"]
COMMENTS = ["--", "-- x", "/*", "*/", "*/ DROP TABLE target /*", "#", "/*! x */", "x -- y"]
CONTROL = ["\0", "a\0b", "a\nb", "\r\n", "\t", "\x1b[31m", "\x7f", "\u202eabc", "\u200b", "\x1a", "\ud800"]
PATHS = ["a.b", "a[0]", "$.a", "$", "a->b", "a->>'b'", "$**", "..", "*", "a,b", "{a,b}", "[*]"]
EXPRESSIONS = [
    "1=1",
    "sleep(9)",
    "(SELECT 1)",
    "CASE WHEN 1 THEN id END",
    "id DESC",
    "id; --",
    "1",
    "RAND()",
    "name COLLATE x",
]
CONTROL_KEYS = [
    "_connector", "_negated", "$or", "$where", "or", "and", "not", "self", "cls", "conditions", "columns", "clauses",
    "options", "model", "limit", "where", "__class__", "__dict__", "__init__", "_state", "__record_state__", "pk__",
    "__", "id__", "__id", "id____eq", "name__eq__eq", "name__nope", "name__year", "model_config", "model_fields",
]  # fmt: skip
UNICODE = ["\ufb01eld", "\u0131d", "\u0130d", "\uff29\uff24", "id\u0301", "x" * 300, "", " ", " id", "id "]

HOSTILE = [*BREAKING_OUT, *ESCAPING, *PLACEHOLDERS, *COMMENTS, *CONTROL, *PATHS, *EXPRESSIONS, *CONTROL_KEYS, *UNICODE]
