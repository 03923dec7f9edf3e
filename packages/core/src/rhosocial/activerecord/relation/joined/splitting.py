"""Taking joined rows apart: a function generated for each shape gives each record's row once, and who has whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ...backend.compiled import Row

Key = Any
Split = Callable[[Sequence[Row]], "tuple[list[dict[Key, Row]], list[dict[Key, dict[Key, None]]]]"]


class Part(NamedTuple):
    """Where the records of one model stand in a row.

    Attributes:
        start: Their first column.
        stop: Behind their last column.
        key: The columns of their key.
        parent: The number of the part that has them; -1 for the query's own records.
    """

    start: int
    stop: int
    key: tuple[int, ...]
    parent: int = -1


def splitter(parts: Sequence[Part]) -> Split:
    """Generate the function that takes rows apart.

    Its result is a list of rows by key for each part, and for each part whose they are: parent's key to their keys,
    each once however many ways lead there.
    """
    count = range(len(parts))
    body = "\n".join(_lines(parts, 0, "        "))
    source = (
        "def split(rows):\n"
        + "".join(f"    rows{number} = {{}}; links{number} = {{}}\n" for number in count)
        + f"    for row in rows:\n{body}\n"
        + f"    return [{', '.join(f'rows{n}' for n in count)}], [{', '.join(f'links{n}' for n in count)}]"
    )
    names: dict[str, Any] = {}
    exec(source, names)
    made: Split = names["split"]
    return made


def _lines(parts: Sequence[Part], number: int, indent: str) -> list[str]:
    """Return the code for one part, and inside it that for the parts that it has."""
    part = parts[number]
    children = [child for child, item in enumerate(parts) if item.parent == number and child]
    lines = [f"{indent}key{number} = {_key(part.key)}"]
    if number:
        lines.append(f"{indent}if row[{part.key[0]}] is not None:")
        indent += "    "
        lines.append(f"{indent}links{number}[key{part.parent}][key{number}] = None")
    lines.append(f"{indent}if key{number} not in rows{number}:")
    lines.append(f"{indent}    rows{number}[key{number}] = row[{part.start}:{part.stop}]")
    lines += [f"{indent}    links{child}[key{number}] = {{}}" for child in children]
    for child in children:
        lines += _lines(parts, child, indent)
    return lines


def _key(columns: tuple[int, ...]) -> str:
    if len(columns) == 1:
        return f"row[{columns[0]}]"
    return f"({', '.join(f'row[{column}]' for column in columns)})"
