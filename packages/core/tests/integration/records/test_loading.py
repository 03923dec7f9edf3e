"""What a loaded record is: its fields, named extras, hooks, and a pydantic model like any other."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import ConfigDict, Field, PrivateAttr

from rhosocial.activerecord import ActiveRecord, ConfigurationError, FieldNotFound, ValidationError, count, literal


def test_a_loaded_record_equals_one_that_was_validated(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        name: str
        price: Decimal = Decimal(0)
        tags: list[str] = []

    made = Thing.create(name="a", price=Decimal("1.50"), tags=["x"])
    found = Thing.find(made.id)
    assert found == made
    assert found.model_dump() == made.model_dump()
    assert found.model_fields_set == {"id", "name", "price", "tags"}
    assert not found.changed
    assert found.model_dump_json() == made.model_dump_json()


def test_a_partial_record_says_what_was_not_loaded(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        name: str
        size: int = 1

    Thing.create(name="a")
    part = Thing.query().select("name").one()
    assert (part.id, part.name) == (1, "a")
    with pytest.raises(FieldNotFound, match=r"'size' was not loaded: .* reload\(\) loads all"):
        _ = part.size
    part.name = "b"
    assert part.save()
    part.reload()
    assert (part.name, part.size) == ("b", 1)


def test_a_partial_record_takes_a_field_that_was_not_loaded(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        name: str
        size: int = 1

    Thing.create(name="a")
    part = Thing.query().select("name").one()
    part.size = 5
    assert part.save()
    assert Thing.find(1).size == 5


def test_named_extras_are_attributes_and_not_fields(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        name: str

    Thing.create(name="a")
    found = Thing.query().annotate(two=literal(2), n=count().over()).one()
    assert (found.two, found.n) == (2, 1)  # type: ignore[attr-defined]
    assert found.model_dump() == {"id": 1, "name": "a"}
    assert not found.changed


def test_after_load_runs_for_each_record_once(table: Any) -> None:
    loaded: list[str] = []

    @table
    class Thing(ActiveRecord):
        name: str

        def after_load(self) -> None:
            loaded.append(self.name)

    Thing.insert_many([{"name": "a"}, {"name": "b"}])
    assert loaded == []
    Thing.query().order_by("name").all()
    assert loaded == ["a", "b"]


def test_after_load_can_t_be_a_coroutine(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        async def after_load(self) -> None:
            pass

    Thing.create()
    with pytest.raises(ConfigurationError, match=r"Thing\.after_load must be a plain function"):
        Thing.find(1)


def test_a_model_that_allows_extras_keeps_them_out_of_the_row(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        model_config = ConfigDict(extra="allow")
        name: str

    made = Thing.create(name="a", colour="red")
    assert made.colour == "red"
    first, second = Thing.find(1), Thing.find(1)
    first.colour = "blue"
    assert not hasattr(second, "colour")
    assert first.model_dump() == {"id": 1, "name": "a", "colour": "blue"}
    assert not first.changed
    first.name = "b"
    assert first.save()
    assert second.model_fields_set == {"id", "name"}


def test_private_attributes_have_their_defaults(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        name: str
        _cache: dict[str, int] = PrivateAttr(default_factory=dict)

    Thing.create(name="a")
    first, second = Thing.query().all()[0], Thing.find(1)
    first._cache["x"] = 1
    assert second._cache == {}


def test_model_post_init_runs_for_loaded_records_as_for_made_ones(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        name: str
        _upper: str = ""

        def model_post_init(self, context: Any) -> None:
            self._upper = self.name.upper()

    assert Thing.create(name="a")._upper == "A"
    assert Thing.find(1)._upper == "A"


def test_defaults_are_not_shared_between_loaded_records(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        tags: list[str] = []

    Thing.insert_many([{"tags": ["a"]}, {"tags": ["a"]}])
    first, second = Thing.query().all()
    first.tags.append("b")
    assert second.tags == ["a"]
    assert first.changes == {"tags": (["a"], ["a", "b"])}


def test_rows_are_trusted_unless_validation_is_asked_for(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        size: Annotated[int, Field(ge=0)] = 0

    Thing.backend().execute("INSERT INTO thing (size) VALUES (-5)")
    assert Thing.find(1).size == -5
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Thing.query().validated().all()


def test_a_union_of_types_comes_back_as_what_it_was(table: Any) -> None:
    @table
    class Thing(ActiveRecord):
        value: int | str | float | None

    values = [5, "5", 1.5, "text", None, 2**62]
    Thing.insert_many([{"value": value} for value in values])
    found = [thing.value for thing in Thing.query().order_by("id")]
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]
