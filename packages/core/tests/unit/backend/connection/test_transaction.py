"""An open transaction: its blocks, what they gather, and who may use it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Iterator

import pytest

from rhosocial.activerecord import ConfigurationError, DatabaseError
from rhosocial.activerecord.backend.connection.transaction import Transaction
from rhosocial.activerecord.backend.impl.sqlite import SQLiteConnectionConfig
from rhosocial.activerecord.backend.impl.sqlite.connection import SQLiteConnection


@pytest.fixture
def transaction() -> Iterator[Transaction]:
    connection = SQLiteConnection(SQLiteConnectionConfig())
    made = Transaction(connection)
    made.open_block()
    yield made
    connection.close()


def test_each_savepoint_has_a_name_of_its_own(transaction: Transaction) -> None:
    transaction.open_block()
    inner = transaction.savepoint
    transaction.open_block()
    assert transaction.savepoint != inner


def test_what_a_block_did_is_undone_last_first(transaction: Transaction) -> None:
    undone: list[object] = []
    for number in range(3):
        transaction.on_rollback(undone.append, number)
    transaction.undo_block()
    assert undone == [2, 1, 0]


def test_an_inner_block_that_ended_well_is_undone_with_the_outer(transaction: Transaction) -> None:
    undone: list[object] = []
    transaction.on_rollback(undone.append, "outer")
    transaction.open_block()
    transaction.on_rollback(undone.append, "inner")
    assert transaction.merge_block() == []
    transaction.undo_block()
    assert undone == ["inner", "outer"]


def test_after_commit_waits_for_the_outermost_block(transaction: Transaction) -> None:
    transaction.after_commit(outer := lambda: None)
    transaction.open_block()
    transaction.after_commit(inner := lambda: None)
    assert transaction.merge_block() == []
    assert transaction.merge_block() == [outer, inner]


def test_after_commit_of_an_undone_block_is_dropped(transaction: Transaction) -> None:
    transaction.open_block()
    transaction.after_commit(lambda: None)
    transaction.after_rollback(told := lambda: None)
    assert transaction.undo_block() == [told]
    assert transaction.merge_block() == []


def test_a_failed_transaction_gives_its_connection_no_more(transaction: Transaction) -> None:
    transaction.failed = ValueError("broke\nwith details")
    with pytest.raises(DatabaseError, match=r"no more statements after an earlier error \(broke\): leave its block"):
        transaction.usable_connection()


def test_another_thread_that_inherited_it_is_refused(transaction: Transaction) -> None:
    transaction.check_owner()
    caught: list[BaseException] = []

    def work() -> None:
        try:
            transaction.check_owner()
        except ConfigurationError as error:
            caught.append(error)

    thread = threading.Thread(target=contextvars.copy_context().run, args=(work,))
    thread.start()
    thread.join()
    assert "belongs to another thread, task or process" in str(caught[0])


def test_another_task_that_inherited_it_is_refused() -> None:
    async def main() -> None:
        connection = SQLiteConnection(SQLiteConnectionConfig())
        transaction = Transaction(connection)
        transaction.check_owner()

        async def child() -> None:
            transaction.check_owner()

        with pytest.raises(ConfigurationError, match="open one of its own in the new task"):
            await asyncio.create_task(child())
        await child()  # awaited, it is the same task
        connection.close()

    asyncio.run(main())
