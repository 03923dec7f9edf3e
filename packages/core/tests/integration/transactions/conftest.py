"""An account in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend


@pytest.fixture
def account(tmp_path: Path) -> Iterator[type[ActiveRecord]]:
    class Account(ActiveRecord):
        name: str
        balance: int = 0

    backend = SQLiteBackend(database=str(tmp_path / "bank.db"), busy_timeout=0.05)
    Account.configure(backend)
    Account.create_table()
    yield Account
    backend.close()
    assert backend.pool.in_use == 0
