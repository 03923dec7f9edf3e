"""Breaks SQL into lines for reading; nothing but white space changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

WIDTH = 100
_CLAUSE = re.compile(
    r" (?=(FROM|(LEFT |RIGHT |FULL |CROSS )?JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|FOR UPDATE|FOR SHARE|SET"
    r"|VALUES|ON CONFLICT|ON DUPLICATE|AS excluded|RETURNING|UNION|INTERSECT|EXCEPT)\b)"
)
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[()]|.""", re.DOTALL)


def laid_out(sql: str, params: Sequence[object]) -> str:
    """Return a statement with a line for each clause, and its parameters in a comment."""
    lines = [line for clause in _split(sql, _CLAUSE) for line in _wrapped(clause)]
    if params:
        lines.append(f"-- {', '.join(_shown(value) for value in params)}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    """Show a parameter in the driver's form; psycopg's wrappers by what they hold."""
    return repr(getattr(value, "obj", value))


def _split(sql: str, separator: re.Pattern[str]) -> Iterator[str]:
    """Split at a pattern, but not inside quotes and parentheses."""
    depth = start = 0
    for token in _TOKEN.finditer(sql):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        found = separator.match(sql, token.start()) if depth == 0 and token[0] in " ," else None
        if found is not None and found.start() > start:
            yield sql[start : found.start()]
            start = found.end()
    yield sql[start:]


_COMMA = re.compile(r"(?<=,) |  | (?=AND |OR )")


def _wrapped(clause: str) -> Iterator[str]:
    """Wrap a long clause at commas and ANDs."""
    line = ""
    for part in _split(clause, _COMMA):
        if line and len(line) + 1 + len(part) > WIDTH:
            yield line
            line = "    " + part
        else:
            line = f"{line} {part}" if line else part
    yield line
