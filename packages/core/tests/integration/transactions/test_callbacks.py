"""after_commit and after_rollback: once, in order, only when it is so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, Rollback
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend

EVENTS: list[str] = []


@pytest.fixture
def note(tmp_path: Path) -> Iterator[Any]:
    class Note(ActiveRecord):
        text: str

        def after_save(self) -> None:
            EVENTS.append(f"saved {self.text}")

        def after_commit(self) -> None:
            EVENTS.append(f"committed {self.text}")

        def after_rollback(self) -> None:
            EVENTS.append(f"rolled back {self.text}")

    backend = SQLiteBackend(database=str(tmp_path / "notes.db"))
    Note.configure(backend)
    Note.create_table()
    EVENTS.clear()
    yield Note
    backend.close()


def test_a_save_alone_is_a_transaction(note: Any) -> None:
    note.create(text="a")
    assert EVENTS == ["saved a", "committed a"]


def test_records_are_told_after_the_commit_in_the_order_of_their_writes(note: Any) -> None:
    with note.transaction():
        note.create(text="a")
        note.create(text="b")
        EVENTS.append("end of block")
    assert EVENTS == ["saved a", "saved b", "end of block", "committed a", "committed b"]


def test_a_record_sees_its_row_when_it_is_told(note: Any) -> None:
    seen: list[int] = []
    with note.transaction() as block:
        note.create(text="a")
        block.after_commit(lambda: seen.append(note.query().count()))
        assert seen == []
    assert seen == [1]


def test_a_rollback_tells_the_records_and_drops_the_callbacks(note: Any) -> None:
    with note.transaction() as block:
        note.create(text="a")
        block.after_commit(lambda: EVENTS.append("never"))
        raise Rollback
    assert EVENTS == ["saved a", "rolled back a"]


def test_a_savepoint_s_rollback_tells_only_its_own(note: Any) -> None:
    with note.transaction():
        note.create(text="a")
        with note.transaction():
            note.create(text="b")
            raise Rollback
    assert EVENTS == ["saved a", "saved b", "rolled back b", "committed a"]


def test_a_callback_that_raises_stops_no_other_and_saves_all_the_same(note: Any) -> None:
    def work() -> None:
        with note.transaction() as block:
            block.after_commit(lambda: 1 // 0)
            block.after_commit(lambda: EVENTS.append("second"))
            note.create(text="a")

    with pytest.raises(ZeroDivisionError):
        work()
    assert "second" in EVENTS
    assert "committed a" in EVENTS
    assert note.query().count() == 1


def test_a_callback_may_open_a_transaction_of_its_own(note: Any) -> None:
    with note.transaction() as block:
        block.after_commit(lambda: note.create(text="later"))
    assert note.query().count() == 1
