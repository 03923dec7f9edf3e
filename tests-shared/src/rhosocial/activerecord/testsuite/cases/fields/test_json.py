"""`JSON[…]`: models and whatever else kept as JSON come back as they were, are changed in place, and looked into."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, PrivateAttr

from rhosocial.activerecord import JSON, ActiveRecord, Col, InvalidValue, Normalize, ValidationError, col, field
from rhosocial.activerecord.testsuite import Runner, Tables, requires


class Address(BaseModel):
    city: str
    zip_code: str = Field(default="", alias="zip")
    since: dt.date | None = None
    tags: list[str] = []
    hidden: str = Field(default="none", exclude=True)
    _noted: bool = PrivateAttr(default=False)


class Meta(BaseModel):
    address: Address
    price: Decimal = Decimal("1.10")
    more: Any = None


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    tricks: set[str] = set()


@pytest.fixture
def shop(run: Runner, tables: Tables) -> Any:
    class Shop(ActiveRecord):
        meta: JSON[Meta]
        pet: JSON[Annotated[Cat | Dog, Field(discriminator="kind")]] | None = None
        number: JSON[int | str] = 0
        visits: JSON[dict[dt.date, Decimal]] = {}
        branches: Col[JSON[list[Address]]] = field(default_factory=list)
        label: JSON[Annotated[str, Normalize(str.lower)]] = ""

    run.drive(tables.create(Shop))
    return Shop


OSLO = Meta(address=Address(city="Oslo", zip="0150", since=dt.date(2020, 1, 2), tags=["a"]))


async def test_values_come_back_as_their_types(run: Runner, shop: Any) -> None:
    values: dict[str, Any] = {
        "meta": OSLO,
        "pet": Dog(tricks={"roll", "sit"}),
        "number": "3",
        "visits": {dt.date(2026, 1, 2): Decimal("0.10")},
        "branches": [OSLO.address],
        "label": "Big",
    }
    made = await run(shop.create, **values)
    loaded = await run(shop.find, made.id)
    assert {name: getattr(loaded, name) for name in values} == {**values, "label": "big"}
    assert not loaded.changed
    assert isinstance(loaded.meta.address, Address)
    assert await run(shop.query().pluck, "pet") == [Dog(tricks={"roll", "sit"})]


async def test_a_change_inside_is_saved(run: Runner, shop: Any) -> None:
    made = await run(shop.create, meta=OSLO.model_copy(deep=True))
    loaded = await run(shop.find, made.id)
    loaded.meta.address.tags.append("b")
    loaded.branches.append(Address(city="Bergen"))
    assert set(loaded.changes) == {"meta", "branches"}
    assert loaded.was("meta").address.tags == ["a"]
    assert await run(loaded.save)
    again = await run(shop.find, made.id)
    assert (again.meta.address.tags, again.branches) == (["a", "b"], [Address(city="Bergen")])


@requires("json_paths")
async def test_conditions_look_inside(run: Runner, shop: Any) -> None:
    bergen = Meta(address=Address(city="Bergen"))
    oslo = await run(shop.create, meta=OSLO, pet=Cat(lives=7), branches=[OSLO.address])
    await run(shop.create, meta=bergen)
    for lookup in (
        {"meta__address__city": "Oslo"}, {"meta__address__zip": "0150"}, {"meta__address__tags__0": "a"},
        {"meta__address__city__startswith": "O"}, {"pet__lives__lt": 8}, {"branches__0__city": "Oslo"},
    ):  # fmt: skip
        assert await run(shop.where(**lookup).ids) == [oslo.id], lookup
    assert await run(shop.where(col(shop.meta)["address"]["city"] == "Oslo").ids) == [oslo.id]
    assert await run(shop.where(pet=None).count) == 1


async def test_a_set_based_update_takes_models_and_what_stands_for_them(run: Runner, shop: Any) -> None:
    made = await run(shop.create, meta=OSLO)
    await run(shop.where(id=made.id).update, meta={"address": {"city": "Rome"}}, pet=Cat(), label="BIG")
    await run(made.reload)
    assert (made.meta, made.pet, made.label) == (Meta(address=Address(city="Rome")), Cat(), "big")
    with pytest.raises(InvalidValue, match=r"meta: a value does not fit: address\.city: Field required"):
        await run(shop.where(id=made.id).update, meta={"address": {}})


@pytest.mark.parametrize(
    "meta",
    [
        OSLO.model_copy(update={"more": dt.date(2026, 1, 1)}),
        Meta(address=Address(city="Oslo", hidden="excluded from what is dumped")),
        OSLO.model_copy(update={"price": "not validated"}),
    ],
)
async def test_what_would_not_come_back_is_refused(run: Runner, shop: Any, meta: Meta) -> None:
    with pytest.raises(
        (InvalidValue, ValidationError),
        match=r"would not come back from JSON as it is|price: Input should be a valid decimal",
    ):
        await run(shop.create, meta=meta)


async def test_what_may_be_anything_may_be_none(run: Runner, tables: Tables) -> None:
    class Entry(ActiveRecord):
        delta: JSON[Any] = None
        plain: Any = None
        either: JSON[dict[str, int] | Any] = None

    await tables.create(Entry)
    empty, full = await run(Entry.create), await run(Entry.create, delta=[1], plain={"a": None}, either="x")
    await run(Entry.insert_many, [{}])
    assert await run(Entry.where(delta=None, plain=None, either=None).count) == 2
    for made in (empty, full):
        assert (await run(Entry.find, made.id)).model_dump() == made.model_dump()
