"""The best of each group."""

from __future__ import annotations

from rhosocial.activerecord import col, count, dense_rank, func, max_, row_number, sum_

from ..question import Rows, question
from ..shop import Customer, Order, Product

amount = col(Order.amount)


@question(
    """
    SELECT city, place, amount FROM (
      SELECT c.city, o.amount, ROW_NUMBER() OVER (PARTITION BY c.city ORDER BY o.amount DESC, o.id) AS place
      FROM shop_orders o JOIN shop_customers c ON c.id = o.customer_id) ranked
    WHERE place <= 3 ORDER BY city, place
    """
)
def three_largest_orders_of_each_city() -> Rows:
    city = Order.customer.city
    place = row_number().over(partition_by=city, order_by=[amount.desc(), Order.id])
    ranked = Order.select("amount").annotate(city=city, place=place)
    query = Order.query().with_cte("ranked", ranked).from_cte("ranked")
    return query.where(place__lte=3).order_by("city", "place").pluck("city", "place", "amount")


@question(
    """
    SELECT product_id, SUM(amount) AS total FROM shop_orders WHERE status = 'sent'
    GROUP BY product_id HAVING SUM(amount) > 500000 ORDER BY total DESC, product_id LIMIT 10
    """
)
def ten_best_selling_products() -> Rows:
    sent = Order.where(status="sent").group_by("product_id").annotate(total=sum_(amount))
    return sent.having(total__gt=500_000).order_by("-total", "product_id").limit(10).pluck("product_id", "total")


@question(
    """
    SELECT o.customer_id, o.id, o.placed_at FROM shop_orders o
    WHERE o.id = (SELECT MAX(i.id) FROM shop_orders i WHERE i.customer_id = o.customer_id)
    AND o.customer_id <= 50 ORDER BY o.customer_id
    """
)
def newest_order_of_each_customer() -> Rows:
    latest = Customer.where(id__lte=50).annotate(newest=Customer.orders.max(col(Order.id)))
    query = Order.query().with_cte("latest", latest).join_on("latest", lambda latest: Order.id == latest.newest)
    return query.order_by("customer_id").pluck("customer_id", "id", "placed_at")


@question(
    """
    SELECT category_id, name, price, place FROM (
      SELECT category_id, name, price, DENSE_RANK() OVER (PARTITION BY category_id ORDER BY price{} DESC) AS place
      FROM shop_products) ranked
    WHERE place <= 2 ORDER BY category_id, place, name
    """.replace("{}", ""),
    sqlite="""
    SELECT category_id, name, price, place FROM (
      SELECT category_id, name, price,
        DENSE_RANK() OVER (PARTITION BY category_id ORDER BY price COLLATE decimal DESC) AS place
      FROM shop_products) ranked
    WHERE place <= 2 ORDER BY category_id, place, name
    """,
)
def two_dearest_prices_of_each_category() -> Rows:
    place = dense_rank().over(partition_by=col(Product.category_id), order_by=col(Product.price).desc())
    query = Product.query().with_cte("ranked", Product.query().annotate(place=place)).from_cte("ranked")
    return (
        query.where(place__lte=2)
        .order_by("category_id", "place", "name")
        .pluck("category_id", "name", "price", "place")
    )


@question(
    """
    SELECT quarter_of, COUNT(*), MAX(amount) FROM (
      SELECT amount, NTILE(4) OVER (ORDER BY amount, id) AS quarter_of FROM shop_orders) tiled
    GROUP BY quarter_of ORDER BY quarter_of
    """
)
def quarters_of_the_orders_by_amount() -> Rows:
    tiled = Order.select("amount").annotate(tile=func.ntile(4, type=int).over(order_by=[amount, Order.id]))
    query = Order.query().with_cte("tiled", tiled).from_cte("tiled").group_by("tile")
    return query.annotate(n=count(), top=max_(amount)).order_by("tile").pluck("tile", "n", "top")
