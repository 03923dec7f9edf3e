"""What scopes leave out is left out at joins, too: explicit ones, those by a lookup, and those by a column."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    HasMany,
    SoftDeleteMixin,
    belongs_to,
    count,
    default_scope,
    has_many,
)
from rhosocial.activerecord.testsuite import Models, Runner, Tables


class Shop(Models):
    """Orders of customers who may have been deleted, with notes that may be hidden, and labels by a model between."""

    def __init__(self) -> None:
        class Customer(SoftDeleteMixin, ActiveRecord):
            name: str
            orders: HasMany[Order] = has_many(inverse_of="customer")
            dear: HasMany[Order] = has_many(foreign_key="customer_id", scope=lambda query: query.where(price__gt=10))
            labels: HasMany[Label] = has_many(through="Tagging")

        class Order(ActiveRecord):
            customer_id: int | None = None
            price: int = 0
            customer: BelongsTo[Customer | None] = belongs_to(inverse_of="orders")
            notes: HasMany[Note] = has_many(inverse_of="order")

        class Note(ActiveRecord):
            order_id: int
            text: str
            hidden: bool = False
            order: BelongsTo[Order] = belongs_to(inverse_of="notes")

            shown = default_scope(lambda query: query.where(hidden=False))

        class Label(ActiveRecord):
            name: str

        class Tagging(SoftDeleteMixin, ActiveRecord):
            customer_id: int
            label_id: int
            customer: BelongsTo[Customer] = belongs_to()
            label: BelongsTo[Label] = belongs_to()

        class Reply(ActiveRecord):
            text: str
            reply_id: int | None = None
            reply: BelongsTo[Reply | None] = belongs_to()

            to_none = default_scope(lambda query: query.where(reply__text=None))

        super().__init__(Customer, Order, Note, Label, Tagging, Reply)


@pytest.fixture
def shop(run: Runner, tables: Tables) -> Shop:
    made = Shop()
    run.drive(tables.create(*made.all))
    bob, kim = run.drive(run(made.Customer.insert_many, [{"id": 1, "name": "Bob"}, {"id": 2, "name": "Kim"}]))
    orders = [(1, bob.id, 5), (2, kim.id, 5), (3, kim.id, 20), (4, None, 5)]
    rows = [{"id": key, "customer_id": customer, "price": price} for key, customer, price in orders]
    run.drive(run(made.Order.insert_many, rows))
    notes = [{"order_id": 2, "text": "a"}, {"order_id": 2, "text": "b", "hidden": True}]
    run.drive(run(made.Note.insert_many, notes))
    run.drive(run(bob.delete))
    return made


async def test_lookups_and_columns_see_no_deleted_record(run: Runner, shop: Shop) -> None:
    order = shop.Order
    assert await run(order.where(customer__name="Bob").ids) == []
    assert await run(order.where(order.customer.name == "Bob").ids) == []
    assert await run(order.order_by("id").pluck, order.customer.name) == [None, "Kim", "Kim", None]
    assert await run(order.where(order.customer.name == "Kim").order_by("id").ids) == [2, 3]
    assert await run(order.where(customer__name="Bob").update, price=1) == 0


async def test_joins_see_no_deleted_record(run: Runner, shop: Shop) -> None:
    order = shop.Order
    assert await run(order.join("customer").order_by("id").ids) == [2, 3]
    assert await run(order.left_join("customer").order_by("id").ids) == [1, 2, 3, 4]
    assert await run(order.join("customer").where(customer__name="Bob").count) == 0
    assert await run(shop.Customer.with_deleted().join("orders").count) == 3


async def test_scopes_with_values_hold_behind_other_relations(run: Runner, shop: Shop) -> None:
    customer = shop.Customer
    assert await run(customer.join("orders.notes").pluck, customer.orders.notes.text) == ["a"]
    texts = customer.where(customer.orders.notes.text == "b", customer.orders.notes.id > 0)
    assert await run(texts.ids) == []
    counted = customer.left_join("orders.notes").group_by("name").annotate(n=count(customer.orders.notes.id))
    assert await run(counted.values) == [{"name": "Kim", "n": 1}]
    assert await run(shop.Note.where(order__customer__name="Kim").pluck, "text") == ["a"]


async def test_a_relations_own_scope_holds_at_joins(run: Runner, shop: Shop) -> None:
    customer = shop.Customer
    assert await run(customer.join("dear").pluck, "name", customer.dear.price) == [("Kim", 20)]
    assert await run(customer.where(customer.dear.price < 10).ids) == []


async def test_what_lies_between_is_left_out(run: Runner, shop: Shop) -> None:
    red, big = [await run(shop.Label.create, name=name) for name in ("red", "big")]
    await run(shop.Tagging.create, customer_id=2, label_id=red.id)
    await run((await run(shop.Tagging.create, customer_id=2, label_id=big.id)).delete)
    customer = shop.Customer
    assert await run(customer.join("labels").pluck, customer.labels.name) == ["red"]
    assert await run(customer.where(customer.labels.name == "big").ids) == []


async def test_a_scope_that_joins_is_a_subquery_and_ends(run: Runner, shop: Shop) -> None:
    reply = shop.Reply
    rows = [{"id": 1, "text": "a"}, {"id": 2, "text": "b", "reply_id": 1}, {"id": 3, "text": "c", "reply_id": 2}]
    await run(reply.insert_many, rows)
    assert await run(reply.ids) == [1, 3]  # the second's reply is the first, the third's is left out
    assert await run(reply.unscoped().where(reply.reply.text == "a").ids) == [2]
    assert await run(reply.unscoped().where(reply.reply.text == "b").ids) == []
