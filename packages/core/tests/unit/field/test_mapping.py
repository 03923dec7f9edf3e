"""Which field is which column: names, keys, and what a model must not do."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, ClassVar

import pytest

from rhosocial.activerecord import ActiveRecord, Column, ConfigurationError
from rhosocial.activerecord.field.mapping import table_name

NAMES = [
    ("Author", "author"), ("BlogPost", "blog_post"), ("HTTPServer", "http_server"), ("UserID", "user_id"),
    ("Point2D", "point2_d"), ("A", "a"), ("already_snake", "already_snake"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_table_is_called_after_its_class_in_snake_case(name: str, expected: str) -> None:
    assert table_name(type(name, (), {})) == expected


def test_a_name_of_one_s_own_wins_and_is_inherited() -> None:
    class Base(ActiveRecord):
        __table_name__ = "things"

    class Derived(Base):
        extra: int = 0

    assert Base.__mapping__.table.name == Derived.__mapping__.table.name == "things"


def test_a_schema_belongs_to_the_table() -> None:
    class InSchema(ActiveRecord):
        __schema__ = "archive"

    assert InSchema.__mapping__.table.schema == "archive"


def test_a_model_without_a_key_gets_an_id_first() -> None:
    class Plain(ActiveRecord):
        name: str = ""

    assert Plain.__mapping__.names == ("id", "name")
    assert Plain.__mapping__.generated_key == "id"
    assert Plain().id is None


def test_a_key_of_one_s_own_is_the_only_one() -> None:
    class ByCode(ActiveRecord):
        code: Annotated[str, Column(primary_key=True)]

    assert ByCode.__mapping__.names == ("code",)
    assert ByCode.__mapping__.generated_key is None


def test_a_uuid_key_is_not_numbered_by_the_server() -> None:
    class ByUuid(ActiveRecord):
        id: uuid.UUID

    assert ByUuid.__mapping__.key_names == ("id",)
    assert ByUuid.__mapping__.generated_key is None


def test_a_composite_key_by_columns_or_by_name() -> None:
    class ByColumns(ActiveRecord):
        a: Annotated[int, Column(primary_key=True)]
        b: Annotated[int, Column(primary_key=True)]

    class ByName(ActiveRecord):
        __primary_key__ = ("b", "a")
        a: int
        b: int

    assert ByColumns.__mapping__.key_names == ("a", "b")
    assert ByName.__mapping__.key_names == ("b", "a")
    assert ByName.__mapping__.key_of({"a": 1, "b": 2}) == (2, 1)


def test_a_single_key_by_name_may_be_a_string() -> None:
    class ByName(ActiveRecord):
        __primary_key__ = "code"
        code: str

    assert ByName.__mapping__.key_names == ("code",)


def test_a_key_that_is_no_field_is_named_with_the_nearest() -> None:
    class Wrong(ActiveRecord):
        __primary_key__ = ("cod",)
        code: str

    with pytest.raises(ConfigurationError, match="Wrong has no field 'cod'; did you mean 'code'"):
        _ = Wrong.__mapping__


def test_an_inherited_key_serves_the_subclass() -> None:
    class Base(ActiveRecord):
        __abstract__ = True
        code: Annotated[str, Column(primary_key=True)]

    class Derived(Base):
        name: str = ""

    assert Derived.__mapping__.names == ("code", "name")


def test_a_column_may_bear_another_name_than_its_field() -> None:
    class Renamed(ActiveRecord):
        save_: Annotated[int, Column(name="save")] = 0

    mapping = Renamed.__mapping__
    assert mapping.column("save_").name == "save"
    assert mapping.by_column["save"] == "save_"


def test_a_class_variable_is_no_column() -> None:
    class WithClassVar(ActiveRecord):
        kinds: ClassVar[tuple[str, ...]] = ("a",)

    assert WithClassVar.__mapping__.names == ("id",)


def test_an_abstract_model_has_no_table() -> None:
    class Base(ActiveRecord):
        __abstract__ = True

    with pytest.raises(ConfigurationError, match="Base is abstract: it has no table"):
        _ = Base.__mapping__


def test_being_abstract_is_not_inherited() -> None:
    class Base(ActiveRecord):
        __abstract__ = True

    class Derived(Base):
        pass

    assert Derived.__mapping__.table.name == "derived"


def test_a_length_that_a_type_does_not_have_is_refused() -> None:
    class Wrong(ActiveRecord):
        n: Annotated[int, Column(length=5)]

    with pytest.raises(ConfigurationError, match=r"Wrong\.n: length is for text and bytes"):
        _ = Wrong.__mapping__


def test_a_field_without_a_column_type_is_named() -> None:
    class Opaque:
        pass

    class Wrong(ActiveRecord):
        model_config = {"arbitrary_types_allowed": True}
        thing: Opaque

    with pytest.raises(ConfigurationError, match=r"Wrong\.thing: no column type is known for .*Opaque"):
        _ = Wrong.__mapping__


def test_a_generated_column_is_not_written() -> None:
    class Computed(ActiveRecord):
        n: int = 0
        double: Annotated[int | None, Column(generated="n * 2")] = None

    assert Computed.__mapping__.written == ("id", "n")
    assert Computed.__mapping__.computed == ("double",)


@pytest.mark.parametrize("model_key", [int, int | None])
def test_a_foreign_key_as_key_is_not_numbered(model_key: Any) -> None:
    class Parent(ActiveRecord):
        pass

    class Child(ActiveRecord):
        id: Annotated[model_key, Column(primary_key=True, foreign_key="parent.id")]  # type: ignore[valid-type]

    assert Child.__mapping__.generated_key is None
