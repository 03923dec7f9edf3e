"""Gaps and islands."""

from __future__ import annotations

from datetime import datetime

from rhosocial.activerecord import case, col, count, exists, lag, max_, min_, row_number, sum_

from ..question import Rows, question
from ..shop import Moment, Number, Order

n = col(Number.n)


@question(
    """
    SELECT MIN(n), MAX(n), COUNT(*) FROM (
      SELECT n, n - ROW_NUMBER() OVER (ORDER BY n) AS island FROM shop_numbers WHERE n % 10 <> 0 AND n % 7 <> 0) i
    GROUP BY island HAVING COUNT(*) >= 5 ORDER BY MIN(n)
    """
)
def islands_of_numbers_without_sevens_and_tens() -> Rows:
    numbers = Number.where(n % 10 != 0, n % 7 != 0).select("n")
    query = Number.query().with_cte("marked", numbers.annotate(island=n - row_number().over(order_by=n)))
    islands = query.from_cte("marked").group_by("island").annotate(low=min_(n), high=max_(n), size=count())
    return islands.having(size__gte=5).order_by("low").pluck("low", "high", "size")


@question(
    """
    SELECT n, before FROM (
      SELECT n, LAG(n, 1) OVER (ORDER BY n) AS before FROM shop_numbers WHERE n % 9 <> 1) g
    WHERE n - before > 1 ORDER BY n
    """.replace("before", "prior")
)
def gaps_between_numbers() -> Rows:
    found = Number.where(n % 9 != 1).select("n").annotate(prior=lag(n).over(order_by=n))
    query = Number.query().with_cte("g", found).from_cte("g")
    return query.where(n - query.cte("g").prior > 1).order_by("n").pluck("n", "prior")


@question(
    """
    SELECT n + 1 FROM shop_numbers a WHERE a.n % 5 = 0 AND NOT EXISTS (
      SELECT 1 FROM shop_orders o WHERE o.product_id = a.n + 1 AND o.amount > 9900) ORDER BY n
    """
)
def products_after_a_fifth_without_large_orders() -> Rows:
    large = Order.where(Order.product_id == n + 1, amount__gt=9900)
    return Number.where(n % 5 == 0, ~exists(large)).order_by("n").pluck(n + 1)


@question(
    """
    SELECT session, COUNT(*), MIN(id), MAX(id) FROM (
      SELECT id, SUM(fresh) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS session FROM (
        SELECT id, CASE WHEN status = 'lost' THEN 1 ELSE 0 END AS fresh FROM shop_orders WHERE id <= 300) f) s
    GROUP BY session ORDER BY session
    """.replace("session", "part")
)
def stretches_between_lost_orders() -> Rows:
    status, key = col(Order.status), col(Order.id)
    fresh = Order.where(id__lte=300).select("id").annotate(fresh=case((status == "lost", 1), otherwise=0))
    query = Order.query().with_cte("f", fresh)
    part = sum_(query.cte("f").fresh).over(order_by=key, rows=(None, 0))
    query = query.with_cte("s", query.from_cte("f").annotate(part=part))
    parts = query.from_cte("s").group_by("part").annotate(n=count(), low=min_(key), high=max_(key))
    return parts.order_by("part").pluck("part", "n", "low", "high")


@question("SELECT id, at FROM shop_moments WHERE at >= '2024-06-01' AND at < '2024-07-01' AND id % 2 = 0 ORDER BY at")
def moments_of_a_month() -> Rows:
    span = Moment.where(at__gte=datetime(2024, 6, 1), at__lt=datetime(2024, 7, 1))
    return span.where(col(Moment.id) % 2 == 0).order_by("at").pluck("id", "at")
