"""A rolled-back transaction leaves the records as they were before it."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord import Rollback


def standing(record: Any) -> tuple[object, ...]:
    return record.id, record.is_new, record.is_persisted, record.is_deleted, record.changes


def test_a_new_record_is_new_again_and_can_be_saved(account: Any) -> None:
    record = account(name="a")
    before = standing(record)
    with account.transaction():
        record.save()
        assert record.id is not None
        raise Rollback
    assert standing(record) == before
    assert record.save()
    assert account.find(record.id).name == "a"


def test_an_updated_record_has_its_changes_again(account: Any) -> None:
    record = account.create(name="a", balance=1)
    record.balance = 2
    before = standing(record)
    with account.transaction():
        record.save()
        assert not record.changed
        raise Rollback
    assert standing(record) == before
    assert record.changes == {"balance": (1, 2)}
    assert record.save()
    assert account.find(record.id).balance == 2


def test_a_deleted_record_is_there_again(account: Any) -> None:
    record = account.create(name="a")
    with account.transaction():
        record.delete()
        assert record.is_deleted
        raise Rollback
    assert record.is_persisted
    assert record.delete()


def test_many_inserted_records_are_new_again(account: Any) -> None:
    with account.transaction():
        records = account.insert_many([{"name": "a"}, {"name": "b"}])
        raise Rollback
    assert [(record.id, record.is_new) for record in records] == [(None, True)] * 2


def test_several_changes_of_one_record_are_all_undone(account: Any) -> None:
    record = account(name="a")
    with account.transaction():
        record.save()
        record.update(balance=5)
        record.delete()
        raise Rollback
    assert record.is_new
    assert record.id is None
    assert record.save()


def test_a_savepoint_undoes_its_own_changes_alone(account: Any) -> None:
    with account.transaction():
        record = account.create(name="a", balance=1)
        with account.transaction():
            record.update(balance=2)
            raise Rollback
        assert record.changes == {"balance": (1, 2)}
        assert record.is_persisted
    assert account.find(record.id).balance == 1


def test_a_failed_save_leaves_the_record_unsaved(account: Any) -> None:
    account.backend().execute("CREATE UNIQUE INDEX one_name ON account (name)")
    account.create(name="a")
    record = account(name="a")
    with pytest.raises(ValueError, match="is already taken"):
        record.save()
    assert record.is_new
    assert record.id is None
    record.name = "b"
    assert record.save()
