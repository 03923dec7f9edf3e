"""Raw SQL with `{name}` placeholders, which only ever become parameters."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from ...interface.errors import QueryError, nearest
from ..expression.expression import Parameter, operand
from ..expression.function import Identifier, RawSQL
from ..expression.node import Node
from ..expression.types import STRING


def placeholders(sql: str, values: Mapping[str, object]) -> RawSQL[object]:
    """Split SQL text at its `{name}` placeholders; `{{` and `}}` stand for braces.

    Raises:
        QueryError: A placeholder has no value, or a value no placeholder.
    """
    pieces: list[str] = [""]
    parameters: list[Node] = []
    used: set[str] = set()
    for text, name, spec, conversion in _parsed(sql):
        pieces[-1] += text
        if name is None:
            continue
        if name not in values:
            raise QueryError(f"{{{name}}} in raw SQL has no value{nearest(name, values)}")
        if conversion or spec not in ("", "id"):
            raise QueryError(f"{{{name}}} in raw SQL: only {{{name}:id}}, for an identifier, may follow a name")
        used.add(name)
        parameters.append(_identifier(values[name]) if spec else _parameter(values[name]))
        pieces.append("")
    if unused := set(values) - used:
        raise QueryError(f"raw SQL has no placeholder for: {', '.join(sorted(unused))}")
    return RawSQL(tuple(pieces), tuple(parameters))


def _parsed(sql: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(sql))
    except ValueError as error:
        raise QueryError(f"raw SQL: {error}; write {{{{ and }}}} for braces that are no placeholder") from None


def _parameter(value: object) -> Node:
    return Parameter(None, STRING) if value is None else operand(value, None)


def _identifier(name: object) -> Node:
    if not isinstance(name, str):
        raise QueryError(f"{name!r} is no identifier")
    return Identifier(name)
