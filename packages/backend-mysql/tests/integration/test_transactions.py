"""What ends a transaction on these servers, and what that means for the block."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    DatabaseError,
    Deadlock,
    LockTimeout,
    ReadOnlyError,
    SerializationFailure,
    UnsupportedFeatureError,
)
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend


class Account(ActiveRecord):
    """What is fought over."""

    __abstract__ = True
    id: int | None = None
    balance: int = 0


@pytest.fixture
def accounts(make_table: Callable[..., Any]) -> Any:
    """A table with two rows."""
    table = make_table(Account)
    table.insert_many([{"balance": 100}, {"balance": 100}])
    return table


@pytest.fixture
def others(accounts: Any, make_backend: Callable[..., Any]) -> Any:
    """The same table, for somebody else who is short of patience."""

    class Other(Account):
        __table_name__ = accounts.__mapping__.table.name

    Other.configure(make_backend(lock_timeout=1))
    return Other


def in_thread(function: Callable[[], object]) -> Callable[[], None]:
    """Run a function in a thread; the result waits for it and raises what it raised."""
    raised: list[BaseException] = []

    def work() -> None:
        try:
            function()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()

    def finish() -> None:
        thread.join()
        if raised:
            raise raised[0]

    return finish


def cross(accounts: Any, others: Any) -> type[BaseException] | None:
    """Have two transactions wait for each other, and return what the second, which the server may choose, has met."""
    first_has_one, second_has_two = threading.Event(), threading.Event()
    met: list[type[BaseException]] = []

    def second() -> None:
        first_has_one.wait()
        try:
            with others.transaction():
                others.find(2).update(balance=1)
                second_has_two.set()
                others.find(1).update(balance=1)
        except Deadlock as error:
            met.append(type(error))
            others.count()

    finish = in_thread(second)
    try:
        with accounts.transaction():
            accounts.find(1).update(balance=2)
            first_has_one.set()
            second_has_two.wait()
            accounts.find(2).update(balance=2)
    finally:
        finish()
    return met[0] if met else None


def test_of_two_in_a_deadlock_one_goes_through(accounts: Any, others: Any) -> None:
    try:
        victim = cross(accounts, others)
    except Deadlock:
        assert {row.balance for row in accounts.all()} == {1}
    else:
        assert victim is Deadlock
        assert {row.balance for row in accounts.all()} == {2}


@pytest.mark.parametrize("again", [1, 3])
def test_after_a_deadlock_nothing_runs_in_the_block(accounts: Any, others: Any, again: int) -> None:
    """The server has ended the transaction: what came now would be saved by itself."""
    backend = accounts.backend()

    def block() -> None:
        with accounts.transaction():
            accounts.find(1).update(balance=5)
            failure = backend.translate(deadlock(), None, ())
            backend.execute("ROLLBACK")  # as the server has done
            backend.note_failure(backend.transaction.connection, failure)
            for _ in range(again):
                with pytest.raises(DatabaseError, match="no more statements"):
                    accounts.create(balance=7)

    with pytest.raises(DatabaseError, match="nothing was committed"):
        block()
    assert sorted(row.balance for row in accounts.all()) == [100, 100]


def deadlock() -> Exception:
    """The driver's error for a deadlock."""
    from mysql.connector.errors import get_mysql_exception

    return get_mysql_exception(1213, "Deadlock found when trying to get lock", "40001")


def test_a_lock_timeout_rolls_everything_back(accounts: Any, others: Any) -> None:
    def impatient() -> None:
        with others.transaction():
            others.find(2).update(balance=1)
            with pytest.raises(LockTimeout):
                others.find(1).update(balance=1)

    with accounts.transaction():
        accounts.find(1).update(balance=2)
        with pytest.raises(DatabaseError, match="nothing was committed"):
            impatient()
    assert [row.balance for row in accounts.query().order_by("id")] == [2, 100]


def test_a_savepoint_outlives_a_lock_timeout(accounts: Any, others: Any) -> None:
    def nested() -> None:
        with others.transaction():
            others.find(1).update(balance=1)

    with accounts.transaction():
        accounts.find(1).update(balance=2)
        with others.transaction():
            others.find(2).update(balance=3)
            with pytest.raises(LockTimeout):
                nested()
            others.create(balance=4)
    assert [row.balance for row in accounts.query().order_by("id")] == [2, 3, 4]


def test_a_record_that_changed_under_a_snapshot_is_a_conflict(accounts: Any, others: Any) -> None:
    backend = others.backend()
    if not backend.execute("SHOW VARIABLES LIKE 'innodb_snapshot_isolation'"):
        pytest.skip("this server has no innodb_snapshot_isolation")

    def outdated() -> None:
        with others.transaction():
            backend.execute("SET SESSION innodb_snapshot_isolation = ON")
            others.count()
            accounts.find(1).update(balance=2)
            others.find(1).update(balance=3)

    with pytest.raises(SerializationFailure):
        outdated()
    assert accounts.find(1).balance == 2


def test_a_read_only_block_refuses_writes(accounts: Any) -> None:
    def write() -> None:
        with accounts.transaction(read_only=True):
            accounts.find(1).update(balance=1)

    with pytest.raises(ReadOnlyError):
        write()


def test_tables_are_not_defined_inside_a_block(accounts: Any, backend: MySQLBackend) -> None:
    def define() -> None:
        with accounts.transaction():
            accounts.find(1).update(balance=1)
            accounts.create_table(if_not_exists=True)

    with pytest.raises(UnsupportedFeatureError, match="outside the block"):
        define()
    assert accounts.find(1).balance == 100
