"""How long the lists of IN are sent: few lengths occur, so that few shapes serve them all."""

from __future__ import annotations


def padded_length(length: int) -> int:
    """Return how long a list of so many values is sent: a power of two, or halfway to it for the very long."""
    whole = 1 << (length - 1).bit_length()
    halfway = whole // 4 * 3
    return halfway if whole > 1024 and length <= halfway else whole


def longest_list(parameters: int) -> int:
    """Return the length of the longest list that a statement of so many parameters can carry, a few to spare."""
    half = 1 << (parameters - 1).bit_length() - 1
    between = half // 2 * 3
    return between if half >= 1024 and between < parameters else half


def padded(items: list[object]) -> tuple[object, ...]:
    """Repeat the last value up to the next power of two, from 8 on."""
    length = len(items)
    if length > 8:
        items = items + [items[-1]] * (padded_length(length) - length)
    return tuple(items)
