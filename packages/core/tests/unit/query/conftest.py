"""A backend that nothing connects to."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import create_backend
from rhosocial.activerecord.backend.base import StorageBackend

from .library import Draft, Sketch, Text, Writer


@pytest.fixture
def backend() -> StorageBackend:
    """A PostgreSQL-like set of features is not needed here: SQL of SQLite is, and it is never run."""
    made = create_backend("sqlite:////nowhere/at/all.db")
    for model in (Writer, Text, Draft, Sketch):
        model.configure(made)
    return made
