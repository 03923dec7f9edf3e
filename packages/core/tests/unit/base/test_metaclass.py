"""Model classes: columns on the class, values on instances, inheritance, mixins, generics, forward references."""

import importlib.util
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Generic, TypeVar

import pytest
from pydantic import Field, computed_field

from rhosocial.activerecord import ActiveRecord, Col, Column, ConfigurationError, FieldNotFound, field
from rhosocial.activerecord.backend.expression.column import ColumnRef

T = TypeVar("T")


def is_column(item: Any, name: str) -> bool:
    return isinstance(item, ColumnRef) and item.name == name


def test_a_field_is_a_column_on_the_class_and_a_value_on_instances() -> None:
    class Person(ActiveRecord):
        age: int = 3

    assert is_column(Person.age, "age")
    assert is_column(Person.c.age, "age")
    assert Person().age == 3


def test_an_unknown_name_names_the_nearest() -> None:
    class Person(ActiveRecord):
        age: int = 3

    for access in (lambda: Person.agee, lambda: Person.c.agee):  # type: ignore[attr-defined]
        with pytest.raises(FieldNotFound, match="Person has no field 'agee'; did you mean 'age'"):
            access()
    assert not hasattr(Person, "agee")


@pytest.mark.parametrize("verb", ["count", "first", "values", "all", "where", "sum", "exists", "limit", "select"])
def test_a_field_may_bear_a_verb_s_name(verb: str) -> None:
    namespace = {"__annotations__": {verb: int}, "__module__": __name__}
    model: Any = type(ActiveRecord)("Verbal", (ActiveRecord,), namespace)
    assert model.model_fields[verb].is_required()
    assert is_column(getattr(model.c, verb), verb)
    assert getattr(model(**{verb: 5}), verb) == 5


RESERVED = [
    "save",
    "delete",
    "changes",
    "changed",
    "reload",
    "update",
    "is_new",
    "transaction",
    "before_save",
    "create",
]


@pytest.mark.parametrize("name", RESERVED)
def test_a_field_named_like_a_record_s_own_is_refused_with_the_way_round(name: str) -> None:
    namespace = {"__annotations__": {name: int}, "__module__": __name__}
    with pytest.raises(ConfigurationError, match=rf"{name}_: Annotated\[…, Column\(name='{name}'\)\]"):
        type(ActiveRecord)("Reserved", (ActiveRecord,), namespace)


def test_a_subclass_has_columns_of_its_own_table() -> None:
    class Animal(ActiveRecord):
        name: str = ""

    class Dog(Animal):
        tail: int = 1

    assert Dog.__mapping__.names == ("id", "name", "tail")
    assert Dog.name is not Animal.name
    assert Dog.c.name.table.name == "dog"  # type: ignore[attr-defined]


def test_an_inherited_field_may_be_annotated_again() -> None:
    class Base(ActiveRecord):
        size: int = 1

    class Derived(Base):
        size: Annotated[int, Field(ge=5)] = 7

    assert is_column(Derived.size, "size")
    assert Derived().size == 7


def test_a_plain_mixin_brings_fields_with_defaults() -> None:
    class Stamped:
        made_at: datetime | None = None
        version: int = Field(default=1, ge=1)

    class Article(Stamped, ActiveRecord):
        title: str = ""

    assert set(Article.__mapping__.names) == {"id", "title", "made_at", "version"}
    assert is_column(Article.made_at, "made_at")
    assert is_column(Article.version, "version")
    assert (Article().made_at, Article().version) == (None, 1)
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        Article(version=0)


def test_col_is_a_column_and_a_value() -> None:
    class Person(ActiveRecord):
        age: Col[int] = field(default=3)
        nick: Col[str | None] = field(default=None)

    assert is_column(Person.age, "age")
    assert Person().age == 3
    assert Person.__mapping__.column("nick").nullable


def test_a_generic_model_is_mapped_once_its_type_is_known() -> None:
    class Box(ActiveRecord, Generic[T]):
        __abstract__ = True
        content: T

    class TextBox(Box[str]):
        pass

    assert is_column(TextBox.content, "content")
    assert TextBox(content="a").content == "a"
    with pytest.raises(ValueError, match="valid string"):
        TextBox(content=5)  # type: ignore[arg-type]


def test_a_name_of_the_function_is_resolved() -> None:
    Key = uuid.UUID  # noqa: N806

    class Local(ActiveRecord):
        id: "Key"
        parent: "Key | None" = None

    assert Local.__mapping__.names == ("id", "parent")
    assert Local.__mapping__.generated_key is None


def test_a_name_defined_later_is_resolved_at_first_use() -> None:
    class Early(ActiveRecord):
        kind: "Later"

    class Later(str):
        __slots__ = ()

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            return handler(str)

    Early.model_rebuild(_types_namespace={"Later": Later})
    assert Early.__mapping__.names == ("id", "kind")


@pytest.fixture(scope="module")
def future() -> Iterator[ModuleType]:
    path = Path(__file__).parent / "future_models.py"
    spec = importlib.util.spec_from_file_location("future_models", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["future_models"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["future_models"]


def test_annotations_that_are_text_are_understood(future: ModuleType) -> None:
    assert future.Shelf.__mapping__.key_names == ("code",)
    assert future.Shelf.__mapping__.names == ("code", "label")
    assert future.Shelf.__mapping__.column("label").nullable
    assert future.Volume.__mapping__.fields["title"].spec.index
    assert future.Volume.shelf.label.name == "label"
    assert set(future.Shelf.__relations__) == {"volumes"}


def test_relations_are_no_pydantic_fields(future: ModuleType) -> None:
    assert set(future.Volume.model_fields) == {"id", "title", "shelf_code"}
    assert set(future.Volume(title="a").model_dump()) == {"id", "title", "shelf_code"}


def test_pydantic_s_own_features_work() -> None:
    class Person(ActiveRecord):
        first: str
        last: str = Field(default="", alias="surname")

        @computed_field
        def full(self) -> str:
            return f"{self.first} {self.last}"

    person = Person.model_validate({"first": "Ann", "surname": "Lee"})
    assert person.model_dump(exclude={"id"}) == {"first": "Ann", "last": "Lee", "full": "Ann Lee"}
    assert Person.__mapping__.names == ("id", "first", "last")
    assert set(Person.model_json_schema()["properties"]) == {"id", "first", "surname"}


def test_an_unknown_value_is_refused() -> None:
    class Person(ActiveRecord):
        name: str = ""

    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        Person(nmae="Ann")  # type: ignore[call-arg]


def test_assignment_is_validated() -> None:
    class Person(ActiveRecord):
        age: int = 0

    person = Person()
    with pytest.raises(ValueError, match="valid integer"):
        person.age = "old"  # type: ignore[assignment]
    with pytest.raises(ValueError, match="no attribute 'agee'"):
        person.agee = 3  # type: ignore[attr-defined]
    assert person.age == 0


def test_a_column_named_id_may_be_something_else_than_the_key() -> None:
    class Odd(ActiveRecord):
        __primary_key__ = "code"
        id: str = ""
        code: int

    assert Odd.__mapping__.key_names == ("code",)


def test_a_column_of_a_key_may_be_annotated_in_text() -> None:
    class Coded(ActiveRecord):
        code: "Annotated[str, Column(primary_key=True)]"

    assert Coded.__mapping__.names == ("code",)
