"""Blocks on a real file: what is saved, what is undone, and who is told."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from rhosocial.activerecord import (
    ConfigurationError,
    DatabaseError,
    LockTimeout,
    ReadOnlyError,
    Rollback,
    UnsupportedFeatureError,
)


def names(account: Any) -> list[str]:
    return [row.name for row in account.query().order_by("name")]


def test_a_block_is_saved_as_a_whole(account: Any) -> None:
    with account.transaction():
        account.create(name="a")
        account.create(name="b")
    assert names(account) == ["a", "b"]


def test_a_block_that_nobody_enters_is_told_of(account: Any) -> None:
    with pytest.warns(RuntimeWarning, match="never entered") as told:
        account.transaction()
    assert [warning.filename for warning in told] == [__file__]
    with warnings.catch_warnings(), account.transaction():
        warnings.simplefilter("error")
        account.create(name="b")


def fail_after_writing(account: Any) -> None:
    with account.transaction():
        account.create(name="a")
        raise LookupError("mine")


def test_an_error_undoes_the_block_and_goes_on(account: Any) -> None:
    with pytest.raises(LookupError, match="mine"):
        fail_after_writing(account)
    assert names(account) == []


def test_rollback_leaves_the_block_quietly(account: Any) -> None:
    with account.transaction():
        account.create(name="a")
        raise Rollback
    assert names(account) == []


def test_rollback_inside_undoes_the_inner_block_alone(account: Any) -> None:
    with account.transaction():
        account.create(name="a")
        with account.transaction():
            account.create(name="b")
            with account.transaction():
                account.create(name="c")
            raise Rollback
        account.create(name="d")
    assert names(account) == ["a", "d"]


def test_an_inner_block_s_work_is_lost_with_the_outer(account: Any) -> None:
    with account.transaction():
        with account.transaction():
            account.create(name="a")
        raise Rollback
    assert names(account) == []


def test_a_failed_statement_does_not_end_the_block(account: Any) -> None:
    with account.transaction():
        account.create(name="a")
        with pytest.raises(DatabaseError):
            account.backend().execute("INSERT INTO nowhere VALUES (1)")
        account.create(name="b")
    assert names(account) == ["a", "b"]


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_any_depth_of_savepoints_ends_clean(account: Any, depth: int) -> None:
    blocks = [account.transaction() for _ in range(depth)]
    for number, block in enumerate(blocks):
        block.__enter__()
        account.create(name=str(number))
    for block in reversed(blocks):
        block.__exit__(None, None, None)
    assert names(account) == [str(number) for number in range(depth)]
    assert account.backend().transaction is None


def test_a_commit_that_fails_raises_and_nothing_is_saved(account: Any) -> None:
    backend = account.backend()
    backend.execute("CREATE TABLE child (parent REFERENCES account(id) DEFERRABLE INITIALLY DEFERRED)")

    def orphan() -> None:
        with account.transaction():
            account.create(name="a")
            backend.execute("INSERT INTO child VALUES (99)")

    with pytest.raises(DatabaseError, match="FOREIGN KEY"):
        orphan()
    assert names(account) == []
    assert backend.transaction is None
    account.create(name="b")


def test_read_only_refuses_writes_and_ends_with_the_block(account: Any) -> None:
    with account.transaction(read_only=True):
        assert names(account) == []
        with pytest.raises(ReadOnlyError):
            account.create(name="a")
    account.create(name="b")
    assert names(account) == ["b"]


def test_an_isolation_level_that_the_server_lacks_is_named_with_those_it_has(account: Any) -> None:
    with (
        pytest.raises(UnsupportedFeatureError, match="no isolation level 'read committed'; it has: serializable"),
        account.transaction(isolation="read committed"),
    ):
        pass
    with account.transaction(isolation="serializable"):
        account.create(name="a")


def test_only_the_outermost_block_sets_the_isolation(account: Any) -> None:
    with (
        account.transaction(),
        pytest.raises(ConfigurationError, match="set by the outermost block"),
        account.transaction(isolation="serializable"),
    ):
        pass
    assert account.backend().transaction is None


def test_a_writer_that_waits_too_long_says_so(account: Any) -> None:
    other = type(account.backend())(database=account.backend().config.database, busy_timeout=0.01)
    with account.transaction():
        account.create(name="a")
        with pytest.raises(LockTimeout, match="database is locked"):
            other.execute("INSERT INTO account (name, balance) VALUES ('b', 0)")
    other.close()
    assert names(account) == ["a"]
