"""What is named in a query by text, and what the columns of a result are called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    FieldNotFound,
    HasMany,
    LookupNotFound,
    QueryError,
    belongs_to,
    col,
    count,
    has_many,
)
from rhosocial.activerecord.testsuite import Models, Runner, Tables, requires, statements

DAYS = [(1, date(2020, 1, 5)), (1, date(2020, 2, 5)), (2, date(2021, 2, 9)), (None, date(2021, 2, 9))]


class Shop(Models):
    """Orders of customers in regions."""

    def __init__(self) -> None:
        class Region(ActiveRecord):
            name: str

        class Customer(ActiveRecord):
            name: str
            region_id: int
            region: BelongsTo[Region] = belongs_to()
            orders: HasMany[Order] = has_many(inverse_of="customer")

        class Order(ActiveRecord):
            customer_id: int | None = None
            day: date
            meta: dict[str, Any] = {}
            customer: BelongsTo[Customer | None] = belongs_to(inverse_of="orders")

        super().__init__(Region, Customer, Order)


@pytest.fixture
def shop(run: Runner, tables: Tables) -> Shop:
    made = Shop()
    run.drive(tables.create(*made.all))
    run.drive(run(made.Region.insert_many, [{"id": 1, "name": "north"}]))
    customers = [{"id": 1, "name": "Kim", "region_id": 1}, {"id": 2, "name": "Bob", "region_id": 1}]
    run.drive(run(made.Customer.insert_many, customers))
    orders = [{"id": n, "customer_id": key, "day": day, "meta": {"k": n}} for n, (key, day) in enumerate(DAYS, 1)]
    run.drive(run(made.Order.insert_many, orders))
    return made


async def test_names_lead_through_relations(run: Runner, shop: Shop) -> None:
    order = shop.Order.where(customer_id__isnull=False)
    assert await run(order.order_by("customer__name", "-day").ids) == [3, 2, 1]
    assert await run(order.order_by("id").pluck, "customer__region__name", "id") == [
        ("north", 1),
        ("north", 2),
        ("north", 3),
    ]
    assert await run(order.where(id=1).values, "id", "customer__name") == [{"id": 1, "customer__name": "Kim"}]
    assert await run(order.max, "customer__name") == "Kim"


async def test_names_lead_into_dates(run: Runner, shop: Shop) -> None:
    monthly = shop.Order.group_by("day__year", "day__month").annotate(n=count()).order_by("-day__year", "day__month")
    assert await run(monthly.values) == [
        {"day__year": 2021, "day__month": 2, "n": 2},
        {"day__year": 2020, "day__month": 1, "n": 1},
        {"day__year": 2020, "day__month": 2, "n": 1},
    ]
    assert await run(monthly.having(n__gt=1).pluck, "day__month", "n") == [(2, 2)]
    assert await run(shop.Order.where(id=1).values, "day__weekday") == [{"day__weekday": 7}]


@requires("json_paths")
async def test_names_lead_into_json(run: Runner, shop: Shop) -> None:
    order = shop.Order.where(id=3)
    assert await run(order.values, "meta__k", "id") == await run(order.values, col(shop.Order.meta)["k"], "id")
    assert await run(order.values, "meta__k", "id") == [{"meta__k": 3, "id": 3}]


async def test_columns_of_one_name_are_told_apart(run: Runner, shop: Shop) -> None:
    order = shop.Order
    names = order.group_by(order.customer.name, order.customer.region.name).annotate(n=count()).having(n__gt=1)
    assert await run(names.values) == [{"customer__name": "Kim", "customer__region__name": "north", "n": 2}]
    ids = order.where(id=3).values
    assert await run(ids, order.id, order.customer.id) == [{"id": 3, "customer__id": 2}]
    assert await run(ids, order.customer.name) == [{"name": "Bob"}]
    assert await run(ids, col(order.day).extract("month")) == [{"day__month": 2}]
    twin = order.alias("twin")
    with pytest.raises(QueryError, match=r"two columns are named 'id'.*annotate\("):
        await run(order.join_on(twin, order.id == twin.id).values, order.id, twin.id)


async def test_annotations_stay_where_fields_are_chosen(run: Runner, shop: Shop) -> None:
    customer = shop.Customer
    counted = customer.annotate(n=customer.orders.count()).order_by("id")
    assert [(kept.name, kept.n) for kept in await run(counted.select("name").all)] == [("Kim", 2), ("Bob", 1)]
    assert (await run(counted.select("name").values))[0] == {"id": 1, "n": 2, "name": "Kim"}
    assert await run(counted.only("name", "n").values) == [{"name": "Kim", "n": 2}, {"name": "Bob", "n": 1}]
    busy = shop.Order.group_by("customer_id").annotate(n=count()).having(n__gt=1)
    assert await run(customer.where(customer.id.in_(busy.select("customer_id"))).pluck, "name") == ["Kim"]


async def test_wrong_names_are_refused_unsent(run: Runner, shop: Shop) -> None:
    order = shop.Order
    with statements() as sent:
        with pytest.raises(FieldNotFound, match="did you mean 'name'"):
            order.order_by("customer__nmae")
        with pytest.raises(FieldNotFound, match="write 'customer__name'"):
            order.order_by("customer.name")
        with pytest.raises(FieldNotFound, match="'customer__id'"):
            order.group_by("customer")
        with pytest.raises(LookupNotFound, match="day has no part 'yaer'; did you mean 'year'"):
            order.group_by("day__yaer")
        with pytest.raises(QueryError, match="may be many records"):
            shop.Customer.order_by("orders__day")
        with pytest.raises(QueryError, match="union takes queries of Order, not of Region"):
            await run(order.select("id").union(shop.Region.select("id")).all)
    assert sent.sql == []


async def test_a_list_that_fits_is_sent(run: Runner, shop: Shop) -> None:
    most = shop.Order.backend().capabilities.max_parameters
    order = shop.Order.where(customer_id=1)
    assert await run(order.where(id__in=range(most - 1)).count) == 2
    with pytest.raises(QueryError, match=f"^{most + 1} values in one statement; this server takes {most}"):
        await run(order.where(id__in=range(most)).count)
