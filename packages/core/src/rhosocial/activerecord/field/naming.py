"""Names in the database that follow from names in Python."""

from __future__ import annotations

import re
import zlib

MAX_NAME = 60
"""How long the name of an index or a check may become; every server allows so much."""


def snake_case(name: str) -> str:
    """Return `book_review` for `BookReview`."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).lower()


def shortened(name: str) -> str:
    """Return a name of at most `MAX_NAME` bytes; one that is cut ends in a checksum, so that two never become one."""
    encoded = name.encode()
    if len(encoded) <= MAX_NAME:
        return name
    return f"{encoded[: MAX_NAME - 9].decode(errors='ignore')}_{zlib.crc32(encoded):08x}"
