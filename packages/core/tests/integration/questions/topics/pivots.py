"""Rows turned into columns."""

from __future__ import annotations

from rhosocial.activerecord import case, coalesce, col, count, sum_

from ..question import Rows, question
from ..shop import Customer, Order

amount, status = col(Order.amount), col(Order.status)


@question(
    """
    SELECT c.city, SUM(CASE WHEN o.status = 'sent' THEN 1 ELSE 0 END),
      SUM(CASE WHEN o.status = 'open' THEN 1 ELSE 0 END),
      SUM(CASE WHEN o.status = 'lost' THEN 1 ELSE 0 END)
    FROM shop_orders o JOIN shop_customers c ON c.id = o.customer_id GROUP BY c.city ORDER BY c.city
    """
)
def statuses_by_city_with_filter() -> Rows:
    city = col(Order.customer.city)
    numbers = {name: count().filter(status == name) for name in ("sent", "open", "lost")}
    query = Order.join(Order.customer).annotate(city=city).group_by("city").annotate(**numbers)
    return query.order_by("city").pluck("city", "sent", "open", "lost")


@question(
    """
    SELECT product_id, SUM(CASE WHEN status = 'sent' THEN amount ELSE 0 END),
      COUNT(DISTINCT CASE WHEN status = 'open' THEN customer_id END)
    FROM shop_orders WHERE product_id <= 30 GROUP BY product_id ORDER BY product_id
    """
)
def sent_sums_and_open_customers_by_product() -> Rows:
    query = Order.where(product_id__lte=30).group_by("product_id").order_by("product_id")
    sent = sum_(case((status == "sent", amount), otherwise=0))
    waiting = count(col(Order.customer_id), distinct=True).filter(status == "open")
    return query.annotate(sent=sent, waiting=waiting).pluck("product_id", "sent", "waiting")


@question(
    """
    SELECT CASE WHEN amount < 1000 THEN 'small' WHEN amount < 5000 THEN 'middle' ELSE 'large' END AS size, COUNT(*)
    FROM shop_orders GROUP BY CASE WHEN amount < 1000 THEN 'small' WHEN amount < 5000 THEN 'middle' ELSE 'large' END
    ORDER BY size
    """
)
def orders_by_size() -> Rows:
    size = case((amount < 1000, "small"), (amount < 5000, "middle"), otherwise="large")
    return Order.annotate(size=size).group_by("size").annotate(n=count()).order_by("size").pluck("size", "n")


@question(
    """
    SELECT c.id, COALESCE(SUM(CASE WHEN o.status = 'lost' THEN o.amount END), 0)
    FROM shop_customers c LEFT JOIN shop_orders o ON o.customer_id = c.id WHERE c.id > 950
    GROUP BY c.id ORDER BY c.id
    """
)
def what_each_customer_lost() -> Rows:
    lost = coalesce(sum_(col(Customer.orders.amount)).filter(Customer.orders.status == "lost"), 0)
    query = Customer.where(id__gt=950).left_join(Customer.orders).group_by("id").annotate(lost=lost)
    return query.order_by("id").pluck("id", "lost")
