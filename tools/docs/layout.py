"""Breaks SQL into lines for reading; nothing but white space changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

WIDTH = 100
INDENT = "    "
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[()]|.""", re.DOTALL)
_CLAUSE = re.compile(
    r"(?<!DISTINCT)(?<!DELETE)(?<!LEFT)(?<!RIGHT)(?<!FULL)(?<!CROSS)(?<!DO UPDATE) "
    r"(?=(FROM|LEFT JOIN|RIGHT JOIN|FULL JOIN|CROSS JOIN|JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|FOR UPDATE"
    r"|FOR SHARE|SET|VALUES|ON CONFLICT|ON DUPLICATE|RETURNING|UNION|INTERSECT|EXCEPT|SELECT)\b)"
)
_ITEM = re.compile(r"(?<=,) | (?=AND |OR )")
_COMMA = re.compile(r"(?<=,) ")
_OPENED = re.compile(r"\((?=SELECT|WITH)|^CREATE TABLE [^(]*\(")


def laid_out(sql: str, params: Sequence[object]) -> str:
    """Return a statement with a line for each clause, and its parameters in a comment."""
    lines = list(_lines(sql))
    if params:
        lines.append(f"-- {', '.join(_shown(value) for value in params)}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    """Show a parameter in the driver's form; psycopg's wrappers by what they hold."""
    return repr(getattr(value, "obj", value))


def _lines(sql: str) -> Iterator[str]:
    for clause in _split(sql, _CLAUSE):
        opened = _OPENED.search(clause) if len(clause) > WIDTH else None
        if opened is None:
            yield from _wrapped(clause)
        else:
            yield from _opened(clause, opened.end())


def _opened(clause: str, start: int) -> Iterator[str]:
    """Give a subquery, or each column of a table, lines of their own."""
    end = _closing(clause, start)
    yield clause[:start]
    inner = _split(clause[start:end], _COMMA) if clause.startswith("CREATE") else _lines(clause[start:end])
    yield from (INDENT + line for line in inner)
    yield from _lines(clause[end:])


def _closing(clause: str, start: int) -> int:
    """Return the place of the parenthesis that closes the one before a place."""
    depth = 1
    for token in _TOKEN.finditer(clause, start):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0:
            return token.start()
    return len(clause)


def _split(sql: str, separator: re.Pattern[str]) -> Iterator[str]:
    """Split at a pattern, but not inside quotes and parentheses."""
    depth = start = 0
    for token in _TOKEN.finditer(sql):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        found = separator.match(sql, token.start()) if depth == 0 and token[0] == " " else None
        if found is not None and found.start() > start:
            yield sql[start : found.start()]
            start = found.end()
    yield sql[start:]


def _wrapped(clause: str) -> Iterator[str]:
    """Wrap a long clause at commas and ANDs."""
    line = ""
    for part in _split(clause, _ITEM):
        if line and len(line) + 1 + len(part) > WIDTH:
            yield line
            line = INDENT + part
        else:
            line = f"{line} {part}" if line else part
    yield line
