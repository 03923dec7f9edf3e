"""Values that the server fills in, computed or by default, are known after every way of writing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import ActiveRecord, Column, QueryError
from rhosocial.activerecord.testsuite import Runner, Tables


@pytest.fixture
def order(run: Runner, tables: Tables) -> Any:
    class Order(ActiveRecord):
        number: Annotated[int, Column(unique=True)]
        price: int = 3
        amount: int = 1
        total: Annotated[int | None, Column(generated="price * amount")] = None
        state: Annotated[str | None, Field(max_length=20), Column(server_default="'open'")] = None
        rate: Annotated[Decimal | None, Column(precision=8, scale=2, server_default="'1.25'")] = None
        added: Annotated[dt.datetime | None, Column(server_default="CURRENT_TIMESTAMP")] = None

    run.drive(tables.create(Order))
    return Order


def filled(record: Any) -> tuple[Any, ...]:
    assert isinstance(record.added, dt.datetime)
    assert not record.changed
    return record.total, record.state, record.rate


async def test_after_create_and_save(run: Runner, order: Any) -> None:
    made = await run(order.create, number=1, amount=2)
    assert filled(made) == (6, "open", Decimal("1.25"))
    made.price = 5
    await run(made.save)
    assert filled(made) == (10, "open", Decimal("1.25"))
    assert filled(await run(order.find, made.id)) == (10, "open", Decimal("1.25"))


async def test_a_value_of_ones_own_has_precedence(run: Runner, order: Any) -> None:
    made = await run(order.create, number=1, state="done", rate=Decimal(7))
    assert filled(made) == (3, "done", Decimal(7))
    made.state = None
    await run(made.save)
    assert (await run(order.find, made.id)).state is None


async def test_after_many_at_once(run: Runner, order: Any) -> None:
    rows: list[dict[str, Any]] = [{"number": 1}, {"number": 2, "state": "done"}, {"number": 3, "amount": 4}]
    made = await run(order.insert_many, rows)
    expected = [(3, "open", Decimal("1.25")), (3, "done", Decimal("1.25")), (12, "open", Decimal("1.25"))]
    assert [filled(record) for record in made] == expected
    again = await run(order.upsert_many, [{"number": 3, "price": 2, "amount": 4}, {"number": 4}], on="number")
    assert [record.total for record in again] == [8, 3]
    assert again[0].state == "open"


async def test_after_a_set_based_update(run: Runner, order: Any) -> None:
    made = await run(order.create, number=1)
    await run(order.where(number=1).update, amount=3)
    await run(made.reload)
    assert made.total == 9
    assert await run(order.where(total=9).count) == 1


async def test_a_computed_field_is_not_for_writing(run: Runner, order: Any) -> None:
    made = await run(order.create, number=1, total=99)
    assert made.total == 3
    made.total = 50
    with pytest.raises(QueryError, match=r"Order\.total is computed by the database"):
        await run(made.save)
    with pytest.raises(QueryError, match=r"Order\.total is computed by the database"):
        await run(order.where(number=1).update, total=50)
    made.restore_attributes()
    await run(made.update, amount=2)
    assert filled(made) == (6, "open", Decimal("1.25"))
