"""Raw SQL with `{name}` placeholders, which only ever become parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

from ...interface.errors import InvalidValue, QueryError, nearest
from .expression import Parameter, operand
from .function import Identifier, PythonType, RawSQL
from .node import Node
from .sql_type import SQLType
from .types import STRING, type_for


def raw(sql: Any, /, type: PythonType | SQLType | None = None, **values: object) -> RawSQL[Any]:
    """Put a piece of SQL into a query; never build its text from a user's input.

    Args:
        sql: Its text, where `{name}` becomes a parameter and `{name:id}` a quoted identifier; or a t-string.
        type: What it gives, so that the result becomes the right Python value.
        values: The values; an expression stands for itself, a list for its values with commas between them.

    Examples:
        >>> Author.where(raw("{name} collate nocase = {wanted}", name=Author.name, wanted="ann"))
    """
    text, found = template(sql, values)
    made = placeholders(text, found)
    return made if type is None else RawSQL(made.pieces, made.parameters, type_for(type))


def template(sql: Any, values: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
    """Return a text with placeholders, and its values; a t-string (PEP 750) gives both.

    Raises:
        QueryError: It is neither, or a t-string comes with values.
    """
    if isinstance(sql, str):
        return sql, values
    if not hasattr(sql, "interpolations") or values:
        raise QueryError("raw SQL is a text with {placeholders} and their values, or a t-string alone")
    parts, found = [], {}
    for number, text in enumerate(sql.strings):
        parts.append(text.replace("{", "{{").replace("}", "}}"))
        if number < len(sql.interpolations):
            item = sql.interpolations[number]
            found[f"value{number}"] = item.value
            conversion = f"!{item.conversion}" if item.conversion else ""
            spec = f":{item.format_spec}" if item.format_spec else ""
            parts.append(f"{{value{number}{conversion}{spec}}}")
    return "".join(parts), found


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
        if not name.isidentifier():
            raise QueryError(f"{{{name}}} in raw SQL is no placeholder: write {{{{ and }}}} for braces of SQL's own")
        if name not in values:
            raise QueryError(f"{{{name}}} in raw SQL has no value{nearest(name, values)}")
        if conversion or spec not in ("", "id"):
            raise QueryError(f"{{{name}}} in raw SQL: only {{{name}:id}}, for an identifier, may follow a name")
        used.add(name)
        made = [_identifier(values[name])] if spec else _parameters(name, values[name])
        parameters += made
        pieces += [*[", "] * (len(made) - 1), ""]
    if unused := set(values) - used:
        raise QueryError(f"raw SQL has no placeholder for: {', '.join(sorted(unused))}")
    return RawSQL(tuple(pieces), tuple(parameters))


def _parsed(sql: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(sql))
    except ValueError as error:
        raise QueryError(f"raw SQL: {error}; write {{{{ and }}}} for braces that are no placeholder") from None


def _parameters(name: str, value: object) -> Sequence[Node]:
    """Return the parameters for a value: those of a list for `in ({ids})`, one for anything else."""
    if value.__class__ not in (list, tuple, set, frozenset):  # a NamedTuple is a value that a converter may serve
        return [_parameter(value)]
    if not value:
        raise InvalidValue(f"{{{name}}} in raw SQL is an empty list, which SQL can't say: leave the condition out")
    return [_parameter(item) for item in value]


def _parameter(value: object) -> Node:
    return Parameter(None, STRING) if value is None else operand(value, None)


def _identifier(name: object) -> Node:
    if not isinstance(name, str):
        raise QueryError(f"{name!r} is no identifier")
    return Identifier(name)
