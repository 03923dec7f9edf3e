"""Trees, walked by recursive common tables."""

from __future__ import annotations

from rhosocial.activerecord import col, count, literal, sum_

from ..question import Rows, question
from ..shop import Category, Customer, Order, Product

TREE = """
    WITH RECURSIVE tree AS (
      SELECT id, name, parent_id FROM shop_categories WHERE id = 1
      UNION ALL SELECT c.id, c.name, c.parent_id FROM shop_categories c JOIN tree ON c.parent_id = tree.id)
"""


def _below(root: int):
    return Category.query().with_cte(
        "tree",
        Category.where(id=root),
        recursive=lambda tree: Category.query().join_on(tree, Category.parent_id == tree.id),
    )


@question(TREE + "SELECT id, name FROM tree ORDER BY id")
def everything_below_a_category() -> Rows:
    return _below(1).from_cte("tree").order_by("id").pluck("id", "name")


@question(
    """
    WITH RECURSIVE up AS (
      SELECT id, name, parent_id FROM shop_categories WHERE id = 40
      UNION ALL SELECT c.id, c.name, c.parent_id FROM shop_categories c JOIN up ON c.id = up.parent_id)
    SELECT id FROM up ORDER BY id
    """
)
def ancestors_of_a_category() -> Rows:
    query = Category.query().with_cte(
        "up", Category.where(id=40), recursive=lambda up: Category.query().join_on(up, Category.id == up.parent_id)
    )
    return query.from_cte("up").order_by("id").pluck("id")


@question(
    """
    WITH RECURSIVE tree AS (
      SELECT id, 1 AS depth FROM shop_customers WHERE id = 1
      UNION ALL SELECT c.id, tree.depth + 1 FROM shop_customers c JOIN tree ON c.referrer_id = tree.id)
    SELECT depth, COUNT(*) FROM tree GROUP BY depth ORDER BY depth
    """
)
def referrals_by_depth() -> Rows:
    start = Customer.where(id=1).select("id").annotate(depth=literal(1))
    query = Customer.query().with_cte(
        "tree",
        start,
        recursive=lambda tree: (
            Customer.query().join_on(tree, Customer.referrer_id == tree.id).select("id").annotate(depth=tree.depth + 1)
        ),
    )
    return query.from_cte("tree").group_by("depth").annotate(n=count()).order_by("depth").pluck("depth", "n")


@question(
    TREE
    + """
    SELECT COUNT(*), SUM(o.amount) FROM shop_orders o JOIN shop_products p ON p.id = o.product_id
    JOIN tree ON tree.id = p.category_id
    """
)
def sales_of_a_branch() -> Rows:
    orders = Order.query().with_cte(
        "tree",
        Category.where(id=1),
        recursive=lambda tree: Category.query().join_on(tree, Category.parent_id == tree.id),
    )
    joined = orders.join(Order.product).join_on("tree", lambda tree: tree.id == Order.product.category_id)
    return joined.pluck(count(), sum_(col(Order.amount)))


@question(TREE + "SELECT p.id FROM shop_products p WHERE p.category_id IN (SELECT id FROM tree) ORDER BY p.id")
def products_of_a_branch() -> Rows:
    branch = _below(1).from_cte("tree").only("id")
    return Product.where(col(Product.category_id).in_(branch)).order_by("id").ids()
