"""Text to look for, as a pattern of LIKE."""

from __future__ import annotations

from ...interface.errors import InvalidValue


def escape_like(text: str) -> str:
    r"""Escape `%`, `_` and `\` so that they match themselves.

    Raises:
        InvalidValue: It is no text.
    """
    if not isinstance(text, str):
        raise InvalidValue(f"{text!r} ({type(text).__name__}) is no text to look for")
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
