"""Medians and other percentiles."""

from __future__ import annotations

from rhosocial.activerecord import avg, col, count, func, row_number

from ..question import Rows, question
from ..shop import Order

amount = col(Order.amount)


@question(
    """
    SELECT status, AVG(amount) FROM (
      SELECT status, amount, ROW_NUMBER() OVER (PARTITION BY status ORDER BY amount, id) AS place,
        COUNT(*) OVER (PARTITION BY status) AS n FROM shop_orders) placed
    WHERE place * 2 >= n AND place * 2 <= n + 2 GROUP BY status ORDER BY status
    """
)
def median_by_status_by_counting() -> Rows:
    group = col(Order.status)
    place = row_number().over(partition_by=group, order_by=[amount, Order.id])
    rows = Order.select("status", "amount").annotate(place=place, n=count().over(partition_by=group))
    query = Order.query().with_cte("placed", rows).from_cte("placed")
    twice, n = query.cte("placed").place * 2, query.cte("placed").n
    middle = query.where(twice >= n, twice <= n + 2).group_by("status").annotate(median=avg(amount))
    return middle.order_by("status").pluck("status", "median")


@question(
    """
    SELECT status, PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY amount) FROM shop_orders GROUP BY status ORDER BY status
    """,
    requires=["ordered_set_aggregates"],
)
def ninetieth_percentile_by_the_server() -> Rows:
    ninth = func.percentile_cont(0.9, type=float).within_group(amount)
    return Order.group_by("status").annotate(ninth=ninth).order_by("status").pluck("status", "ninth")


@question(
    """
    SELECT id, amount FROM (
      SELECT id, amount, CUME_DIST() OVER (ORDER BY amount) AS share FROM shop_orders WHERE customer_id <= 100) d
    WHERE share >= 0.99 ORDER BY amount, id
    """
)
def dearest_hundredth() -> Rows:
    share = func.cume_dist(type=float).over(order_by=amount)
    rows = Order.where(customer_id__lte=100).select("id", "amount").annotate(share=share)
    query = Order.query().with_cte("d", rows).from_cte("d")
    return query.where(share__gte=0.99).order_by("amount", "id").pluck("id", "amount")
