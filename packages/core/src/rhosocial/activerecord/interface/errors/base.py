"""The root of the error tree, and the sentence that names the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable


class ActiveRecordError(Exception):
    """Base of every error this library raises."""


def nearest(wrong: str, valid: Iterable[str]) -> str:
    """Say which valid name is closest to a wrong one.

    Args:
        wrong: The name that was given.
        valid: The names that would have been accepted.

    Returns:
        `"; did you mean 'name'?"`, or the list of valid names where none is close, or nothing where there is none.
    """
    import difflib  # only an error needs it, and importing it costs a millisecond

    names = sorted(set(valid))
    close = difflib.get_close_matches(wrong, names, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; valid: {', '.join(names[:30])}" if names else ""
