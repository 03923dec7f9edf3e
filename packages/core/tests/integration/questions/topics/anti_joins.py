"""What has no partner, and what has."""

from __future__ import annotations

from rhosocial.activerecord import avg, col, count, exists, outer

from ..question import Rows, question
from ..shop import Category, Customer, Order, Product


@question(
    """SELECT id FROM shop_customers c WHERE NOT EXISTS (SELECT 1 FROM shop_orders o WHERE o.customer_id = c.id)
    ORDER BY id"""
)
def customers_without_orders() -> Rows:
    return Customer.where(Customer.orders.none()).order_by("id").ids()


@question(
    """SELECT p.id FROM shop_products p LEFT JOIN shop_orders o ON o.product_id = p.id WHERE o.id IS NULL
    ORDER BY p.id"""
)
def products_never_ordered() -> Rows:
    query = Product.query().join_on(Order, Order.product_id == Product.id, kind="left")
    return query.where(col(Order.id).is_null()).order_by("id").ids()


@question(
    """SELECT id FROM shop_customers WHERE id NOT IN (SELECT customer_id FROM shop_orders WHERE status = 'lost')
    ORDER BY id"""
)
def customers_who_lost_nothing() -> Rows:
    lost = Order.where(status="lost").only("customer_id")
    return Customer.where(col(Customer.id).not_in(lost)).order_by("id").ids()


@question(
    """SELECT c.id, (SELECT COUNT(*) FROM shop_orders o WHERE o.customer_id = c.id) FROM shop_customers c
    WHERE (SELECT COUNT(*) FROM shop_orders o WHERE o.customer_id = c.id AND o.amount > 9000) > 12 ORDER BY c.id"""
)
def customers_with_many_large_orders() -> Rows:
    many = Customer.orders.count(Order.amount > 9000) > 12
    return Customer.where(many).order_by("id").pluck("id", Customer.orders.count())


@question(
    """SELECT o.id FROM shop_orders o WHERE o.customer_id <= 3 AND o.amount >
      (SELECT AVG(i.amount) * 1.9 FROM shop_orders i WHERE i.product_id = o.product_id) ORDER BY o.id"""
)
def orders_far_above_the_products_average() -> Rows:
    other = Order.where(Order.product_id == outer(Order.product_id)).only(avg(col(Order.amount)) * 1.9)
    return Order.where(Order.amount > other.as_scalar(), customer_id__lte=3).order_by("id").ids()


@question(
    """SELECT e.id, b.id FROM shop_customers e JOIN shop_customers b ON b.id = e.referrer_id
    WHERE b.city = e.city AND e.id <= 200 ORDER BY e.id"""
)
def customers_from_their_referrers_city() -> Rows:
    referrer = Customer.alias("referrer")
    query = Customer.query().join_on(referrer, Customer.referrer_id == referrer.id)
    return query.where(Customer.city == referrer.city, id__lte=200).order_by("id").pluck("id", referrer.id)


@question(
    """SELECT g.name, COUNT(DISTINCT o.customer_id) FROM shop_orders o JOIN shop_products p ON p.id = o.product_id
    JOIN shop_categories g ON g.id = p.category_id GROUP BY g.name ORDER BY g.name"""
)
def customers_of_each_category() -> Rows:
    query = Order.annotate(category=Order.product.category.name).group_by("category")
    people = count(col(Order.customer_id), distinct=True)
    return query.annotate(people=people).order_by("category").pluck("category", "people")


@question(
    """SELECT id FROM shop_categories g WHERE EXISTS (SELECT 1 FROM shop_products p WHERE p.category_id = g.id
      AND EXISTS (SELECT 1 FROM shop_orders o WHERE o.product_id = p.id AND o.amount > 10065)) ORDER BY id"""
)
def categories_of_the_largest_orders() -> Rows:
    large = Order.where(Order.product_id == Product.id, amount__gt=10_065)
    products = Product.where(Product.category_id == Category.id).where(exists(large))
    return Category.where(exists(products)).order_by("id").ids()
