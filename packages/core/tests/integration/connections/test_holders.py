"""A pool that runs dry names who keeps its connections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rhosocial.activerecord import ActiveRecord, PoolTimeout
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend


class Page(ActiveRecord):
    """A page."""

    text: str = ""


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[SQLiteBackend]:
    made = SQLiteBackend(database=str(tmp_path / "held.db"), pool_size=1, pool_timeout=0.02)
    Page.configure(made)
    Page.create_table()
    Page.insert_many([{"text": "a"}, {"text": "b"}])
    yield made
    made.close()


def refusal(work: Callable[[], object]) -> str:
    """Do something in another thread, and return what it was refused with."""
    found: list[str] = []

    def attempt() -> None:
        try:
            work()
        except PoolTimeout as error:
            found.append(str(error))

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return found[0]


def test_a_transaction_is_named_by_the_line_that_began_it(backend: SQLiteBackend) -> None:
    def keep_one_open() -> str:
        with Page.transaction():
            return refusal(Page.count)

    message = keep_one_open()
    assert "\n  a transaction, for 0." in message
    assert message.endswith(f"{__file__}:{keep_one_open.__code__.co_firstlineno + 1} in keep_one_open")
    assert Page.count() == 2


def test_a_stream_is_named(backend: SQLiteBackend) -> None:
    stream = Page.iterate(1)
    next(stream)
    message = refusal(Page.count)
    stream.close()
    assert "\n  a stream, for 0." in message
    assert message.endswith("in test_a_stream_is_named")


def test_one_that_came_back_is_named_no_more(backend: SQLiteBackend) -> None:
    with Page.transaction():
        pass
    connection = backend.pool.take()
    message = refusal(Page.count)
    assert connection is not None
    backend.pool.put(connection)
    assert "transaction, for" not in message
