"""What has text in it to match a pattern with."""

from __future__ import annotations

from typing import Any

from ...interface.errors import LookupNotFound
from .sql_type import SQLType, stored
from .types import Date, DateTime, Instant, Json, String

_INSTEAD: dict[type[SQLType], str] = {
    Json: 'match a value inside it, {name}["key"]',
    Date: "compare its parts, {name}.extract(…), or a range",
    DateTime: "compare its parts, {name}.extract(…), or a range",
    Instant: "compare its parts, {name}.extract(…), or a range",
}


def has_text(sql_type: SQLType | None) -> bool:
    """Tell whether values of a type are text to the server; of an unknown type nobody knows better."""
    kind = stored(sql_type)
    return kind is None or isinstance(kind, String)


def check_text(expression: Any) -> None:
    """Refuse to match a pattern with what is no text; one server would convert it without a word, another raise.

    What the server can't read is refused later, by the compiler.

    Raises:
        LookupNotFound: It is none.
    """
    kind: SQLType | None = expression.type
    if not has_text(kind) and kind is not None and kind.permitted is None:
        name = getattr(expression, "attribute", None) or repr(expression)
        raise LookupNotFound(f"{name} holds {kind.describe()}, which has no text to match{instead(name, kind)}")


def instead(name: str, kind: SQLType) -> str:
    """Say what to match instead of values of a type that is no text, as the end of a message; nothing if nothing is."""
    from .casting import can_cast  # which builds on this module

    source = stored(kind) or kind
    advice = "{name}.cast(str) is text" if can_cast(source, String()) else _INSTEAD.get(type(source), "")
    return f": {advice.format(name=name)}" if advice else ""
