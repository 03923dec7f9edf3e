"""The list of who holds connections is only ever touched under the pool's lock: free-threaded Python has no other."""

from __future__ import annotations

from collections import UserDict
from typing import Any

from rhosocial.activerecord.backend.connection import Pool
from rhosocial.activerecord.backend.plan import run


class Guarded(UserDict[int, Any]):
    """A dict that notes whether a lock was held at each change."""

    def __init__(self, pool: Pool) -> None:
        super().__init__()
        self._lock = pool._lock
        self.unguarded: list[int] = []

    def __setitem__(self, key: int, value: Any) -> None:
        self._note(key)
        super().__setitem__(key, value)

    def __delitem__(self, key: int) -> None:
        self._note(key)
        super().__delitem__(key)

    def _note(self, key: int) -> None:
        if not self._lock._is_owned():
            self.unguarded.append(key)


def test_it_changes_under_the_lock(make_pool: Any) -> None:
    pool = make_pool()
    holders = pool._holders = Guarded(pool)
    for spoils in (False, True):
        connection = run(pool.acquire_plan())
        pool.hold(connection, "transaction")
        assert len(holders) == 1
        connection.broken = spoils
        if not pool.put(connection):
            run(pool.discard_plan(connection))
        assert not holders
    assert holders.unguarded == []
