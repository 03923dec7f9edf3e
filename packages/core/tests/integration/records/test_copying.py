"""Copies of records: pickled, shallow, deep, and made anew."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord import StaleRecordError

from .shelf import Shelf


def pickled(record: Any) -> Any:
    return pickle.loads(pickle.dumps(record))


every_copy = pytest.mark.parametrize("again", [pickled, copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"])


@pytest.fixture
def shelf(table: Any) -> Any:
    return table(Shelf)


@every_copy
def test_a_copy_of_a_new_record_is_new(shelf: Any, again: Callable[[Any], Any]) -> None:
    made = again(shelf(label="a", tags=["x"]))
    assert made.is_new
    assert made.save()
    assert shelf.find(made.id).tags == ["x"]


@every_copy
def test_a_copy_of_a_saved_record_updates_the_same_row(shelf: Any, again: Callable[[Any], Any]) -> None:
    record = shelf.create(label="a", tags=["x"])
    made = again(record)
    assert made == record
    assert made.is_persisted
    assert not made.changed
    made.label = "b"
    assert made.changes == {"label": ("a", "b")}
    assert made.save()
    assert not record.changed
    assert shelf.find(record.id).label == "b"
    assert shelf.query().count() == 1


@every_copy
def test_a_copy_keeps_unsaved_changes(shelf: Any, again: Callable[[Any], Any]) -> None:
    record = shelf.create(label="a")
    record.label = "b"
    assert again(record).changes == {"label": ("a", "b")}


@every_copy
def test_a_copy_of_a_loaded_record_can_be_saved(shelf: Any, again: Callable[[Any], Any]) -> None:
    shelf.create(label="a", notes={"k": [1]})
    made = again(shelf.find(1))
    made.notes = {"k": [2]}
    assert made.save()
    assert shelf.find(1).notes == {"k": [2]}


@pytest.mark.parametrize("again", [pickled, copy.deepcopy], ids=["pickle", "deepcopy"])
def test_a_deep_copy_s_lists_are_its_own(shelf: Any, again: Callable[[Any], Any]) -> None:
    record = shelf.create(label="a", tags=["x"])
    again(record).tags.append("y")
    assert record.tags == ["x"]


@every_copy
def test_a_copy_s_standing_is_its_own(shelf: Any, again: Callable[[Any], Any]) -> None:
    record = shelf.create(label="a")
    made = again(record)
    made.delete()
    assert made.is_deleted
    assert record.is_persisted
    record.label = "b"
    with pytest.raises(StaleRecordError, match="was deleted meanwhile"):
        record.save()


@every_copy
def test_a_partial_record_is_copied_as_such(shelf: Any, again: Callable[[Any], Any]) -> None:
    shelf.create(label="a", tags=["x"])
    made = again(shelf.query().select("label").one())
    assert made.label == "a"
    with pytest.raises(AttributeError, match="was not loaded"):
        _ = made.tags


def test_many_loaded_records_are_pickled_without_one_another(shelf: Any) -> None:
    shelf.insert_many([{"label": "a" * 50} for _ in range(100)])
    one, *_ = shelf.query().all()
    assert len(pickle.dumps(one)) < 2000


def test_model_copy_makes_a_new_record(shelf: Any) -> None:
    record = shelf.create(label="a", tags=["x"])
    made = record.model_copy(update={"label": "b"})
    assert made.is_new
    assert made.id is None
    assert made.save()
    assert sorted(row.label for row in shelf.query()) == ["a", "b"]


def test_model_copy_validates_what_it_changes(shelf: Any) -> None:
    record = shelf.create(label="a")
    with pytest.raises(ValueError, match="valid string"):
        record.model_copy(update={"label": 5})


def test_records_of_one_row_are_equal_and_hash_alike(shelf: Any) -> None:
    record = shelf.create(label="a")
    assert {record, shelf.find(1)} == {record}
    assert shelf(label="a") != shelf(label="a")
    new = shelf(label="a")
    assert new == new
