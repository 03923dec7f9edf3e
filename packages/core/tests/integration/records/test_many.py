"""Many rows at once: each is validated before any is written."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    Column,
    InvalidValue,
    ProgrammingError,
    UniqueViolation,
    ValidationError,
)


@pytest.fixture
def product(table: Any) -> Any:
    class Product(ActiveRecord):
        sku: Annotated[str, Column(unique=True)]
        stock: Annotated[int, Field(ge=0)] = 0

    return table(Product)


@pytest.mark.parametrize("write", ["insert_many", "upsert_many"])
def test_the_errors_of_all_rows_come_at_once_with_their_numbers(product: Any, write: str) -> None:
    rows = [{"sku": "a"}, {"sku": 5, "stock": -1}, product(sku="b"), {"stock": "many"}]
    settings = {"on": "sku"} if write == "upsert_many" else {}
    with pytest.raises(ValidationError) as caught:
        getattr(product, write)(rows, **settings)
    assert [detail["loc"] for detail in caught.value.errors()] == [(1, "sku"), (1, "stock"), (3, "sku"), (3, "stock")]
    assert product.query().count() == 0


def test_one_violation_undoes_all_rows(product: Any) -> None:
    product.create(sku="b")
    records = [product(sku="a"), product(sku="b")]
    with pytest.raises(UniqueViolation):
        product.insert_many(records)
    assert [record.is_new for record in records] == [True, True]
    assert product.query().pluck("sku") == ["b"]


def test_rows_may_come_from_a_generator(product: Any) -> None:
    made = product.insert_many({"sku": str(number)} for number in range(300))
    assert [record.id for record in made] == list(range(1, 301))


@pytest.mark.parametrize("update", [["stock"], []], ids=["some", "none"])
def test_what_an_upsert_leaves_as_it_was_is_read_back(table: Any, update: list[str]) -> None:
    class Item(ActiveRecord):
        sku: Annotated[str, Column(unique=True)]
        name: str
        stock: int = 0

    table(Item).create(sku="a", name="old", stock=1)
    old, new = Item.upsert_many(
        [{"sku": "a", "name": "new", "stock": 2}, {"sku": "b", "name": "new"}], on="sku", update=update
    )
    assert (old.id, old.name, old.stock) == (1, "old", 2 if update else 1)
    assert new.name == "new"
    assert [record.model_dump() for record in (old, new)] == [row.model_dump() for row in Item.query().order_by("id")]
    old.name = "new"
    assert old.save()


def test_an_upsert_of_a_model_that_declares_no_unique_key_is_up_to_the_table(table: Any) -> None:
    class Item(ActiveRecord):
        sku: str
        stock: int = 0

    table(Item)
    with pytest.raises(ProgrammingError, match="does not match any PRIMARY KEY or UNIQUE constraint"):
        Item.upsert_many([{"sku": "a"}], on="sku")
    Item.backend().execute("CREATE UNIQUE INDEX by_sku ON item (sku)")
    assert [item.stock for _ in range(2) for item in Item.upsert_many([{"sku": "a", "stock": 2}], on="sku")] == [2, 2]
    assert Item.count() == 1


WRONG = [
    (lambda product: product.find("1"), r"^id: '1' \(str\) does not fit a column of int"),
    (lambda product: product.where(sku="a").update(stock="3"), r"^stock: '3' \(str\) does not fit a column of int"),
    (lambda product: product.where(stock="3"), r"^stock: '3' \(str\) does not fit a column of int"),
]


@pytest.mark.parametrize(("use", "message"), WRONG, ids=["find", "update", "where"])
def test_a_value_that_does_not_fit_is_named_with_its_field(product: Any, use: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        use(product)
