"""A column holds what is written or refuses it, on every server and by every way in."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import ActiveRecord, Column, DatabaseError, InvalidValue, ValidationError, case, raw
from rhosocial.activerecord.testsuite import Runner, Tables, statements


@pytest.fixture
def ware(run: Runner, tables: Tables) -> Any:
    class State(enum.Enum):
        NEW = "new"
        OLD = "old"

    class Ware(ActiveRecord):
        state: State = State.NEW
        spare: State | None = None
        weight: float = 0.0
        title: Annotated[str, Column(length=8)]
        code: Annotated[str, Field(max_length=4)] = ""
        stock: int = 0
        price: Annotated[Decimal, Column(precision=6, scale=2)] = Decimal(1)

    run.drive(tables.create(Ware))
    run.drive(run(Ware.create, title="a", stock=7))
    return Ware


UNFIT: dict[str, Any] = {
    "title": "123456789",
    "code": "12345",
    "stock": 2**70,
    "price": Decimal("1.006"),
}


@pytest.mark.parametrize("field", UNFIT)
async def test_a_value_that_the_column_would_cut_or_round_is_refused(run: Runner, ware: Any, field: str) -> None:
    for write in (
        run(ware.where(title="a").update, **{field: UNFIT[field]}),
        run(ware.where(title="a").update, {getattr(ware.c, field): UNFIT[field]}),
        run((await run(ware.first)).update, **{field: UNFIT[field]}),
        run(ware.create, **{"title": "b", field: UNFIT[field]}),
        run(ware.insert_many, [{"title": "b"}, {"title": "b", field: UNFIT[field]}]),
    ):
        with pytest.raises((InvalidValue, ValidationError), match=rf"(^|\b){field}: ") as caught:
            await write
        assert not isinstance(caught.value, DatabaseError)
    (found,) = await run(ware.all)
    assert (found.title, found.code, found.stock, found.price) == ("a", "", 7, Decimal(1))


async def test_an_increment_fits_its_column(run: Runner, ware: Any) -> None:
    found = await run(ware.first)
    for name, by in (("stock", 1.5), ("stock", Decimal("0.5")), ("price", Decimal("0.005")), ("stock", "1")):
        with pytest.raises(InvalidValue, match=f"^{name}: "), statements() as sent:
            await run(found.increment, name, by=by)
        assert sent.sql == []
    await run(found.increment, "price", by=Decimal("0.25"))
    assert (await run(ware.first)).price == Decimal("1.25")


async def test_an_expression_of_another_kind_is_refused(run: Runner, ware: Any) -> None:
    for values in (
        {"stock": ware.c.title},
        {"title": ware.c.stock + 1},
        {"price": ware.c.title},
        {"stock": ware.c.stock * 1.5},
        {"stock": ware.c.price},
        {"state": ware.c.title + "zz"},
        {"state": case((ware.c.stock > 3, "odl"), otherwise="new")},
    ):
        with pytest.raises(InvalidValue, match="the column holds"), statements() as sent:
            await run(ware.where(title="a").update, **values)
        assert sent.sql == []
    with pytest.raises(InvalidValue, match=r"\+ takes numbers, moments and spans, not 'a'"):
        ware.c.stock + "a"
    assert await run(ware.where(title="a").update, stock=ware.c.stock * 2, title=ware.c.stock.cast(str)) == 1


async def test_an_expression_that_the_column_holds_is_taken(run: Runner, ware: Any) -> None:
    old = type((await run(ware.first)).state)("old")
    values = {
        "weight": ware.c.stock + 1,
        "price": ware.c.stock,
        "stock": (ware.c.stock * 1.5).cast(int),
        "state": case((ware.c.stock > 3, "old"), otherwise="new"),
        "spare": ware.c.state,
    }
    assert await run(ware.where(title="a").update, **values) == 1
    found = await run(ware.first)
    assert (found.weight, found.price, found.stock, found.state) == (8.0, Decimal(7), 10, old)
    assert await run(ware.where(title="a").update, state=raw("'new'"), spare=None) == 1
    assert (await run(ware.first)).state.value == "new"
