"""A record is pickled, copied, validated and inherited from as a pydantic user expects."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, computed_field, model_validator

from rhosocial.activerecord import ActiveRecord, SoftDeleteMixin, TimestampMixin
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend


class Size(BaseModel):
    """Nested."""

    width: int


class Parcel(TimestampMixin, SoftDeleteMixin, ActiveRecord):
    """Holds a bit of everything."""

    label: str
    price: Decimal = Decimal("1.10")
    sent: dt.date | None = None
    number: UUID | None = None
    tags: set[str] = set()
    size: Size | None = None


class HeavyParcel(Parcel):
    """Inherits fields, and adds one."""

    __table_name__ = "heavy_parcels"
    weight: int = 100

    @computed_field
    def heavy(self) -> bool:
        """Computed, and no column."""
        return self.weight > 50

    @model_validator(mode="after")
    def weigh(self) -> HeavyParcel:
        """Refuses what has no weight."""
        if self.weight == 0:
            raise ValueError("no weight")
        return self


@pytest.fixture(autouse=True)
def backend() -> Iterator[SQLiteBackend]:
    made = SQLiteBackend(database=":memory:")
    Parcel.configure(made)
    Parcel.create_tables(Parcel, HeavyParcel)
    yield made
    made.close()


@pytest.fixture
def parcel() -> Any:
    values = {"sent": dt.date(2026, 1, 5), "number": UUID(int=7), "tags": {"x"}, "size": {"width": 3}}
    return Parcel.find(Parcel.create(label="a", **values).id)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_record_goes_on_where_it_was(parcel: Any, protocol: int) -> None:
    parcel.tags.add("y")
    made = pickle.loads(pickle.dumps(parcel, protocol))
    assert (made, made.model_dump(), made.changes) == (parcel, parcel.model_dump(), {"tags": ({"x"}, {"x", "y"})})
    assert made.save() is True
    assert Parcel.find(parcel.id).tags == {"x", "y"}


def test_new_and_deleted_records_are_pickled(parcel: Any) -> None:
    assert pickle.loads(pickle.dumps(Parcel(label="b"))).is_new
    parcel.delete(hard=True)
    assert pickle.loads(pickle.dumps(parcel)).is_deleted
    created = Parcel.create(label="c")
    assert pickle.loads(pickle.dumps(created)).save() is False


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy])
def test_a_copy_is_the_same_row(parcel: Any, make: Any) -> None:
    made = make(parcel)
    made.label = "b"
    assert (made == parcel, parcel.changed, made.changes) == (True, False, {"label": ("a", "b")})
    assert made.save() is True


def test_a_model_copy_is_a_new_record(parcel: Any) -> None:
    made = parcel.model_copy(update={"label": "b"}, deep=True)
    assert (made.is_new, made.id, made.label, made.tags) == (True, None, "b", {"x"})
    assert made.tags is not parcel.tags
    assert made.save() is True
    assert Parcel.count() == 2


def test_validating_makes_a_new_record(parcel: Any) -> None:
    made = Parcel.model_validate({"label": "b", "sent": "2026-01-05"})
    assert (made.is_new, made.sent) == (True, dt.date(2026, 1, 5))
    again = Parcel.model_validate_json(parcel.model_dump_json())
    assert (again.is_new, again.model_dump()) == (True, parcel.model_dump())
    assert Parcel.model_validate(parcel) is parcel


def test_state_is_no_part_of_what_is_dumped(parcel: Any) -> None:
    names = {"id", "label", "price", "sent", "number", "tags", "size", "created_at", "updated_at", "deleted_at"}
    assert set(parcel.model_dump()) == names
    assert set(Parcel.model_json_schema()["properties"]) == names


def test_a_subclass_has_the_fields_and_the_scopes_of_its_base() -> None:
    made = HeavyParcel.create(label="a")
    assert (made.heavy, "heavy" in made.model_dump(), Parcel.count()) == (True, True, 0)
    assert HeavyParcel.find(made.id) == made
    made.delete()
    assert (HeavyParcel.count(), HeavyParcel.with_deleted().count()) == (0, 1)
    with pytest.raises(ValueError, match="no weight"):
        HeavyParcel(label="b", weight=0)


@pytest.mark.parametrize("make", [copy.copy, lambda record: pickle.loads(pickle.dumps(record))])
def test_annotations_come_along(parcel: Any, make: Any) -> None:
    made = make(Parcel.annotate(double=Parcel.c.id * 2).first())
    assert (made.double, made.changed) == (parcel.id * 2, False)
