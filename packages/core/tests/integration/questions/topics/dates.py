"""Dates: buckets, parts and spans."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from rhosocial.activerecord import col, count, max_, sum_

from ..question import Rows, question
from ..shop import Order

placed, shipped = col(Order.placed_at), col(Order.shipped_at)


@question(
    "SELECT EXTRACT(YEAR FROM placed_at), COUNT(*) FROM shop_orders GROUP BY EXTRACT(YEAR FROM placed_at) ORDER BY 1",
    sqlite="SELECT CAST(strftime('%Y', placed_at) AS INTEGER), COUNT(*) FROM shop_orders GROUP BY 1 ORDER BY 1",
)
def orders_by_year() -> Rows:
    query = Order.annotate(year=placed.extract("year")).group_by("year").annotate(n=count())
    return query.order_by("year").pluck("year", "n")


@question(
    """SELECT EXTRACT(QUARTER FROM placed_at), SUM(amount) FROM shop_orders WHERE EXTRACT(YEAR FROM placed_at) = 2023
    GROUP BY EXTRACT(QUARTER FROM placed_at) ORDER BY 1""",
    sqlite="""SELECT (CAST(strftime('%m', placed_at) AS INTEGER) + 2) / 3, SUM(amount) FROM shop_orders
    WHERE strftime('%Y', placed_at) = '2023' GROUP BY 1 ORDER BY 1""",
)
def sales_by_quarter() -> Rows:
    query = Order.where(placed_at__year=2023).annotate(quarter=placed.extract("quarter")).group_by("quarter")
    return query.annotate(total=sum_(col(Order.amount))).order_by("quarter").pluck("quarter", "total")


@question(
    postgresql="SELECT EXTRACT(ISODOW FROM placed_at), COUNT(*) FROM shop_orders GROUP BY 1 ORDER BY 1",
    mysql="SELECT WEEKDAY(placed_at) + 1, COUNT(*) FROM shop_orders GROUP BY WEEKDAY(placed_at) + 1 ORDER BY 1",
    sqlite="SELECT (strftime('%w', placed_at) + 6) % 7 + 1, COUNT(*) FROM shop_orders GROUP BY 1 ORDER BY 1",
)
def orders_by_weekday() -> Rows:
    query = Order.annotate(day=placed.extract("weekday")).group_by("day").annotate(n=count())
    return query.order_by("day").pluck("day", "n")


@question(
    postgresql="SELECT CAST(placed_at AS DATE), COUNT(*) FROM shop_orders GROUP BY 1 ORDER BY 1 LIMIT 40",
    mysql="SELECT DATE(placed_at), COUNT(*) FROM shop_orders GROUP BY DATE(placed_at) ORDER BY 1 LIMIT 40",
    sqlite="SELECT date(placed_at), COUNT(*) FROM shop_orders GROUP BY 1 ORDER BY 1 LIMIT 40",
)
def orders_by_day() -> Rows:
    query = Order.annotate(day=placed.cast(date)).group_by("day").annotate(n=count())
    return query.order_by("day").limit(40).pluck("day", "n")


@question(
    postgresql="SELECT COUNT(*) FROM shop_orders WHERE shipped_at - placed_at > INTERVAL '2 days'",
    mysql="SELECT COUNT(*) FROM shop_orders WHERE TIMESTAMPDIFF(MICROSECOND, placed_at, shipped_at) > 172800000000",
    sqlite="SELECT COUNT(*) FROM shop_orders WHERE julianday(shipped_at) - julianday(placed_at) > 2.00001",
)
def orders_shipped_late() -> Rows:
    return [Order.where(shipped - placed > timedelta(days=2)).count()]


@question(
    postgresql="SELECT id FROM shop_orders WHERE shipped_at + INTERVAL '36 hours' < TIMESTAMP '2023-01-08' ORDER BY id",
    mysql="SELECT id FROM shop_orders WHERE DATE_ADD(shipped_at, INTERVAL 36 HOUR) < '2023-01-08' ORDER BY id",
    sqlite="SELECT id FROM shop_orders WHERE datetime(shipped_at, '+36 hours') < '2023-01-08 00:00:00' ORDER BY id",
)
def orders_long_arrived() -> Rows:
    return Order.where(shipped + timedelta(hours=36) < datetime(2023, 1, 8)).order_by("id").ids()


@question(
    postgresql="""SELECT EXTRACT(ISOYEAR FROM placed_at), EXTRACT(WEEK FROM placed_at), MAX(placed_at) FROM shop_orders
      WHERE placed_at < '2023-12-30' AND placed_at >= '2023-01-02' GROUP BY 1, 2 ORDER BY 1, 2""",
    mysql="""SELECT 2023, WEEK(placed_at, 3) AS w, MAX(placed_at) FROM shop_orders
      WHERE placed_at < '2023-12-30' AND placed_at >= '2023-01-02' GROUP BY WEEK(placed_at, 3) ORDER BY w""",
    sqlite="""SELECT 2023, (strftime('%j', date(placed_at, '-3 days', 'weekday 4')) - 1) / 7 + 1 AS w, MAX(placed_at)
      FROM shop_orders WHERE placed_at < '2023-12-30' AND placed_at >= '2023-01-02' GROUP BY w ORDER BY w""",
)
def newest_order_of_each_week() -> Rows:
    span = Order.where(placed_at__gte=datetime(2023, 1, 2), placed_at__lt=datetime(2023, 12, 30))
    weekly = span.annotate(year=placed.extract("year"), week=placed.extract("week")).group_by("year", "week")
    return weekly.annotate(newest=max_(placed)).order_by("week").pluck("year", "week", "newest")
