"""Set operations."""

from __future__ import annotations

from rhosocial.activerecord import col

from ..question import Rows, question
from ..shop import Customer, Order


@question(
    """SELECT id FROM shop_customers WHERE city = 'Oslo' AND id <= 60
    UNION SELECT id FROM shop_customers WHERE id % 4 = 0 AND id <= 60 ORDER BY id"""
)
def customers_of_either_kind() -> Rows:
    near = Customer.where(id__lte=60)
    return (
        near.where(city="Oslo")
        .select("id")
        .union(near.where(col(Customer.id) % 4 == 0).select("id"))
        .order_by("id")
        .ids()
    )


@question(
    """SELECT id FROM shop_customers WHERE city = 'Oslo'
    INTERSECT SELECT id FROM shop_customers WHERE id > 900 ORDER BY id"""
)
def customers_of_both_kinds() -> Rows:
    oslo, late = Customer.where(city="Oslo").select("id"), Customer.where(id__gt=900).select("id")
    return oslo.intersect(late).order_by("id").ids()


@question("SELECT id FROM shop_customers WHERE id > 980 EXCEPT SELECT customer_id FROM shop_orders ORDER BY id")
def late_customers_without_orders() -> Rows:
    buyers = Customer.where(col(Customer.id).in_(Order.query().only("customer_id"))).select("id")
    return Customer.where(id__gt=980).select("id").except_(buyers).order_by("id").ids()


@question(
    """SELECT id, amount FROM (
      SELECT * FROM (SELECT id, amount FROM shop_orders ORDER BY amount DESC, id LIMIT 5) high
      UNION ALL SELECT * FROM (SELECT id, amount FROM shop_orders ORDER BY amount, id LIMIT 5) low) ends
    ORDER BY amount, id"""
)
def both_ends_of_the_orders() -> Rows:
    high = Order.order_by("-amount", "id").limit(5)
    low = Order.order_by("amount", "id").limit(5)
    return high.union_all(low).order_by("amount", "id").pluck("id", "amount")
