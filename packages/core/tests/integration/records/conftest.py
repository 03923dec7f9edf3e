"""Models in a file of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend

MakeTable = Callable[[Any], Any]


@pytest.fixture
def table(tmp_path: Path) -> Iterator[MakeTable]:
    """Creates the tables of models, and gives the models back."""
    backend = SQLiteBackend(database=str(tmp_path / "records.db"))

    def create(model: Any) -> Any:
        model.configure(backend)
        model.create_table()
        return model

    yield create
    backend.close()
    assert backend.pool.in_use == 0
