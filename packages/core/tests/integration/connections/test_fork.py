"""A forked child leaves its parent's connections alone, and opens its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.testsuite.forking import in_child

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[SQLiteBackend]:
    made = SQLiteBackend(database=str(tmp_path / "forked.db"), pool_size=2)
    made.execute("CREATE TABLE n (n)")
    yield made
    made.close()


def count(backend: SQLiteBackend) -> int:
    number: int = backend.execute("SELECT count(*) AS n FROM n")[0]["n"]
    return number


def test_the_child_opens_connections_of_its_own(backend: SQLiteBackend) -> None:
    parents = {id(connection) for connection, _ in backend.pool._idle}  # type: ignore[attr-defined]

    def work() -> bool:
        backend.execute("INSERT INTO n VALUES (1)")
        return not parents & {id(connection) for connection, _ in backend.pool._idle}  # type: ignore[attr-defined]

    assert in_child(work) == 0
    assert count(backend) == 1


def test_the_child_s_collector_closes_nothing_of_the_parent_s(backend: SQLiteBackend) -> None:
    def work() -> bool:
        count(backend)
        gc.collect()
        return True

    assert in_child(work) == 0
    assert count(backend) == 0


def test_closing_in_the_child_leaves_the_parent_s_connections_open(backend: SQLiteBackend) -> None:
    ((connection, _),) = backend.pool._idle  # type: ignore[attr-defined]
    closed: list[object] = []
    connection.close = lambda: closed.append(connection)

    def work() -> bool:
        backend.close()
        return not closed

    assert in_child(work) == 0
    del connection.close
    assert count(backend) == 0


def test_a_pool_that_was_exhausted_at_the_fork_is_not_in_the_child(backend: SQLiteBackend) -> None:
    from rhosocial.activerecord.backend.plan import run

    held = [run(backend.acquire_plan()) for _ in range(2)]
    assert in_child(lambda: count(backend) == 0) == 0
    for connection in held:
        run(backend.release_plan(connection))


def test_a_lock_held_at_the_fork_does_not_hang_the_child(backend: SQLiteBackend) -> None:
    with backend.pool._lock:  # type: ignore[attr-defined]
        assert in_child(lambda: count(backend) == 0) == 0
