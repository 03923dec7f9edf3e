"""Names in the database that follow from names in Python."""

from __future__ import annotations

import re


def snake_case(name: str) -> str:
    """Return `book_review` for `BookReview`."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).lower()
