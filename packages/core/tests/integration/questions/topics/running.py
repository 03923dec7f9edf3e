"""Totals that run along, and rows beside their neighbours."""

from __future__ import annotations

from rhosocial.activerecord import avg, col, count, func, lag, lead, sum_

from ..question import Rows, question
from ..shop import Order

amount = col(Order.amount)
placed = col(Order.placed_at)


@question(
    """
    SELECT id, SUM(amount) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    FROM shop_orders WHERE customer_id = 5 ORDER BY id
    """
)
def running_total_of_a_customer() -> Rows:
    total = sum_(amount).over(order_by=Order.id, rows=(None, 0))
    return Order.where(customer_id=5).annotate(total=total).order_by("id").pluck("id", "total")


@question(
    """
    SELECT customer_id, id, SUM(amount) OVER (PARTITION BY customer_id ORDER BY id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    FROM shop_orders WHERE customer_id <= 20 ORDER BY customer_id, id
    """
)
def running_totals_of_several_customers() -> Rows:
    total = sum_(amount).over(partition_by=col(Order.customer_id), order_by=Order.id, rows=(None, 0))
    query = Order.where(customer_id__lte=20).order_by("customer_id", "id")
    return query.pluck("customer_id", "id", total)


@question(
    """
    SELECT id, AVG(amount) OVER (ORDER BY id ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)
    FROM shop_orders WHERE id <= 500 ORDER BY id
    """,
    postgresql="""
    SELECT id, CAST(AVG(amount) OVER (ORDER BY id ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS DOUBLE PRECISION)
    FROM shop_orders WHERE id <= 500 ORDER BY id
    """,
    mysql="""
    SELECT id, CAST(AVG(amount) OVER (ORDER BY id ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS DOUBLE)
    FROM shop_orders WHERE id <= 500 ORDER BY id
    """,
)
def moving_average_of_seven() -> Rows:
    return Order.where(id__lte=500).order_by("id").pluck("id", avg(amount).over(order_by=Order.id, rows=(-6, 0)))


@question(
    """
    SELECT id, amount - LAG(amount, 1) OVER (PARTITION BY customer_id ORDER BY id)
    FROM shop_orders WHERE customer_id = 9 ORDER BY id
    """
)
def change_since_the_order_before() -> Rows:
    before = lag(amount).over(partition_by=col(Order.customer_id), order_by=Order.id)
    return Order.where(customer_id=9).order_by("id").pluck("id", amount - before)


@question(
    """
    SELECT id, LEAD(id, 2) OVER (ORDER BY id), FIRST_VALUE(id) OVER (ORDER BY id)
    FROM shop_orders WHERE customer_id = 9 ORDER BY id
    """
)
def neighbours_of_an_order() -> Rows:
    second = lead(col(Order.id), 2).over(order_by=Order.id)
    first = func.first_value(Order.id, type=int).over(order_by=Order.id)
    return Order.where(customer_id=9).order_by("id").pluck("id", second, first)


@question(
    """
    WITH monthly AS (
      SELECT EXTRACT(YEAR FROM placed_at) AS y, EXTRACT(MONTH FROM placed_at) AS m, SUM(amount) AS total
      FROM shop_orders GROUP BY EXTRACT(YEAR FROM placed_at), EXTRACT(MONTH FROM placed_at))
    SELECT y, m, total, total - LAG(total, 1) OVER (ORDER BY y, m) FROM monthly ORDER BY y, m
    """,
    sqlite="""
    WITH monthly AS (
      SELECT CAST(strftime('%Y', placed_at) AS INTEGER) AS y, CAST(strftime('%m', placed_at) AS INTEGER) AS m,
        SUM(amount) AS total
      FROM shop_orders GROUP BY 1, 2)
    SELECT y, m, total, total - LAG(total, 1) OVER (ORDER BY y, m) FROM monthly ORDER BY y, m
    """,
)
def growth_from_month_to_month() -> Rows:
    year, month = placed.extract("year"), placed.extract("month")
    monthly = Order.annotate(y=year, m=month).group_by("y", "m").annotate(total=sum_(amount))
    query = Order.query().with_cte("monthly", monthly).from_cte("monthly")
    sums = query.cte("monthly")
    growth = sums.total - lag(sums.total).over(order_by=[sums.y, sums.m])
    return query.order_by("y", "m").pluck("y", "m", "total", growth)


@question(
    """
    SELECT status, n, n * 100 / SUM(n) OVER () FROM (
      SELECT status, COUNT(*) AS n FROM shop_orders GROUP BY status) counted ORDER BY status
    """,
    sqlite="""
    SELECT status, n, n * 100.0 / SUM(n) OVER () FROM (
      SELECT status, COUNT(*) AS n FROM shop_orders GROUP BY status) counted ORDER BY status
    """,
    postgresql="""
    SELECT status, n, CAST(n * 100 AS DOUBLE PRECISION) / SUM(n) OVER () FROM (
      SELECT status, COUNT(*) AS n FROM shop_orders GROUP BY status) counted ORDER BY status
    """,
    mysql="""
    SELECT status, n, CAST(n * 100 AS DOUBLE) / SUM(n) OVER () FROM (
      SELECT status, COUNT(*) AS n FROM shop_orders GROUP BY status) counted ORDER BY status
    """,
)
def share_of_each_status() -> Rows:
    counted = Order.group_by("status").annotate(n=count())
    query = Order.query().with_cte("counted", counted).from_cte("counted")
    n = query.cte("counted").n
    return query.order_by("status").pluck("status", "n", n * 100 / sum_(n).over())
