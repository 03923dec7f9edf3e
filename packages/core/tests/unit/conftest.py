"""What unit tests of several rooms use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend


@pytest.fixture
def memory() -> Iterator[SQLiteBackend]:
    """A database of its own for one test."""
    backend = SQLiteBackend(database=":memory:")
    yield backend
    backend.close()
