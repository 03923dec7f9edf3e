"""Raw SQL with `{name}` placeholders, which only ever become parameters."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from ...interface.errors import QueryError, nearest
from ..expression.expression import operand
from ..expression.function import RawSQL
from ..expression.node import Node


def placeholders(sql: str, values: Mapping[str, object]) -> RawSQL[object]:
    """Split SQL text at its `{name}` placeholders; `{{` and `}}` stand for braces.

    Raises:
        QueryError: A placeholder has no value, or a value no placeholder.
    """
    pieces: list[str] = [""]
    parameters: list[Node] = []
    used: set[str] = set()
    for text, name, spec, conversion in Formatter().parse(sql):
        pieces[-1] += text
        if name is None:
            continue
        if spec or conversion or name not in values:
            raise QueryError(f"{{{name}}} in raw SQL has no value{nearest(name, values)}")
        used.add(name)
        parameters.append(operand(values[name], None))
        pieces.append("")
    if unused := set(values) - used:
        raise QueryError(f"raw SQL has no placeholder for: {', '.join(sorted(unused))}")
    return RawSQL(tuple(pieces), tuple(parameters))
