"""Correlated writes; each undoes itself by the next question's start, as it runs in a block that is rolled back."""

from __future__ import annotations

from collections.abc import Callable

from rhosocial.activerecord import Rollback, coalesce, col, count, sum_

from ..question import Rows, question
from ..shop import Customer, Order, Product, ShopRecord


def undone(write: Callable[[], object], read: Callable[[], Rows]) -> Rows:
    """Write, read what came of it, and roll back."""
    answer: Rows = []
    with ShopRecord.transaction():
        write()
        answer = read()
        raise Rollback
    return answer


@question(
    """SELECT p.id, (SELECT COUNT(*) FROM shop_orders o WHERE o.product_id = p.id) FROM shop_products p ORDER BY p.id"""
)
def products_told_how_often_they_sold() -> Rows:
    sold = Order.where(Order.product_id == Product.id).only(count()).as_scalar()
    return undone(
        lambda: Product.query().all_rows().update(sold=sold),
        lambda: Product.order_by("id").pluck("id", "sold"),
    )


@question(
    """SELECT p.id, CASE WHEN p.category_id = 5 THEN COALESCE((SELECT SUM(o.quantity) FROM shop_orders o
    WHERE o.product_id = p.id AND o.status = 'open'), 0) ELSE p.sold END FROM shop_products p ORDER BY p.id"""
)
def one_category_told_what_is_open() -> Rows:
    waiting = Order.where(Order.product_id == Product.id, status="open").only(sum_(col(Order.quantity))).as_scalar()
    return undone(
        lambda: Product.where(category_id=5).update(sold=coalesce(waiting, 0)),
        lambda: Product.order_by("id").pluck("id", "sold"),
    )


@question("""SELECT o.id FROM shop_orders o JOIN shop_customers c ON c.id = o.customer_id
    WHERE o.id <= 200 AND NOT c.city = 'Rome' ORDER BY o.id""")
def orders_left_after_a_city_is_deleted() -> Rows:
    return undone(
        lambda: Order.where(customer__city="Rome").delete(),
        lambda: Order.where(id__lte=200).order_by("id").ids(),
    )


@question("SELECT id FROM shop_orders WHERE id > 7 ORDER BY id LIMIT 10")
def orders_left_after_the_first_are_deleted() -> Rows:
    return undone(lambda: Order.order_by("id").limit(7).delete(), lambda: Order.order_by("id").limit(10).ids())


@question(
    "SELECT id FROM shop_customers WHERE id > 900 AND id IN (SELECT customer_id FROM shop_orders) ORDER BY id",
    requires=["cte_before_write"],
)
def customers_left_after_the_idle_are_deleted() -> Rows:
    query = Customer.query().with_cte("buyers", Order.select("customer_id").distinct())
    buyers = Customer.query().from_(query.cte("buyers")).only(query.cte("buyers").customer_id)
    return undone(
        lambda: query.where(col(Customer.id).not_in(buyers), id__gt=900).delete(),
        lambda: Customer.where(id__gt=900).order_by("id").ids(),
    )


@question(
    "SELECT id, amount * 2 FROM shop_orders WHERE customer_id = 3 ORDER BY id",
    requires=["update_returning"],
)
def amounts_after_an_update_that_returns_them() -> Rows:
    changed: list[Order] = []
    undone(lambda: changed.extend(Order.where(customer_id=3).update_returning(amount=col(Order.amount) * 2)), list)
    return sorted((order.id, order.amount) for order in changed)


@question("SELECT id, status FROM shop_orders WHERE customer_id = 4 ORDER BY id", requires=["delete_returning"])
def orders_as_a_delete_returns_them() -> Rows:
    gone: list[Order] = []
    undone(lambda: gone.extend(Order.where(customer_id=4).delete_returning()), list)
    return sorted((order.id, order.status) for order in gone)
