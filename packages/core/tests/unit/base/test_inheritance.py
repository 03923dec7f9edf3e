"""What models that share a table may declare."""

from __future__ import annotations

import pickle

import pytest
from pydantic import Field

from rhosocial.activerecord import ActiveRecord, ConfigurationError
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend


class Vessel(ActiveRecord):
    """The root of a family."""

    __discriminator__ = "kind"
    kind: str = "vessel"
    name: str


class SailingBoat(Vessel):
    """Its value is its name."""

    masts: int = 1


def test_two_models_of_one_value_are_refused() -> None:
    class Shape(ActiveRecord):
        __discriminator__ = "kind"
        kind: str = "shape"

    class Circle(Shape):
        radius: float

    with pytest.raises(ConfigurationError, match="'circle', as that of Circle"):

        class Ring(Shape):
            kind: str = "circle"


def test_one_column_is_not_used_in_two_ways() -> None:
    class Shape(ActiveRecord):
        __discriminator__ = "kind"
        kind: str = "shape"

    class Circle(Shape):
        radius: float

    class Square(Shape):
        radius: str

    Shape.configure("sqlite://")
    with pytest.raises(ConfigurationError, match=r"Square\.radius"):
        Shape.create_table()


def test_a_value_is_a_text() -> None:
    with pytest.raises(ConfigurationError, match="is a text of at most 50 characters"):

        class Submarine(Vessel):
            kind: str = Field("submarine")


def test_the_value_is_said_or_is_the_class_s_name() -> None:
    assert (Vessel(name="a").kind, SailingBoat(name="a").kind) == ("vessel", "sailing_boat")
    assert SailingBoat.model_json_schema()["properties"]["kind"]["const"] == "sailing_boat"


def test_a_table_has_the_columns_of_all(memory: SQLiteBackend) -> None:
    Vessel.configure(memory)
    Vessel.create_table()
    SailingBoat.create_table(if_not_exists=True)
    SailingBoat.create(name="a", masts=2)
    (found,) = pickle.loads(pickle.dumps(Vessel.query())).all()
    again = pickle.loads(pickle.dumps(found))
    assert (type(again), again.masts, again.changed) == (SailingBoat, 2, False)


def test_a_model_defined_later_loads_at_once(memory: SQLiteBackend) -> None:
    class Animal(ActiveRecord):
        __discriminator__ = "kind"
        kind: str = "animal"
        name: str

    Animal.configure(memory)
    Animal.create_table()
    Animal.create(name="a")
    assert [type(found) for found in (*Animal.select("name").all(), *Animal.query().all())] == [Animal] * 2

    class Dog(Animal):
        pass

    Dog.create(name="b")
    assert [type(found) for found in Animal.select("name").order_by("id").all()] == [Animal, Dog]
    assert [type(found) for found in Animal.order_by("id").all()] == [Animal, Dog]
