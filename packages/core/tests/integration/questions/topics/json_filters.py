"""Inside JSON."""

from __future__ import annotations

from rhosocial.activerecord import col, count, sum_

from ..question import Rows, question
from ..shop import Customer, Order

TIER = "JSON_UNQUOTE(JSON_EXTRACT(meta, '$.tier')) COLLATE utf8mb4_bin"
ZIP = "JSON_UNQUOTE(JSON_EXTRACT(meta, '$.address.zip')) COLLATE utf8mb4_bin"


@question(
    postgresql="SELECT id FROM shop_customers WHERE meta->>'tier' = 'gold' ORDER BY id",
    mysql=f"SELECT id FROM shop_customers WHERE {TIER} = 'gold' ORDER BY id",
    sqlite="SELECT id FROM shop_customers WHERE json_extract(meta, '$.tier') = 'gold' ORDER BY id",
)
def gold_customers() -> Rows:
    return Customer.where(meta__tier="gold").order_by("id").ids()


@question(
    postgresql="SELECT id FROM shop_customers WHERE (meta->>'visits')::int BETWEEN 10 AND 12 ORDER BY id",
    mysql="SELECT id FROM shop_customers WHERE JSON_EXTRACT(meta, '$.visits') + 0 BETWEEN 10 AND 12 ORDER BY id",
    sqlite="SELECT id FROM shop_customers WHERE json_extract(meta, '$.visits') BETWEEN 10 AND 12 ORDER BY id",
)
def customers_by_visits() -> Rows:
    return Customer.where(meta__visits__between=(10, 12)).order_by("id").ids()


@question(
    postgresql="SELECT id FROM shop_customers WHERE meta#>>'{address,zip}' LIKE '004%' ORDER BY id",
    mysql=f"SELECT id FROM shop_customers WHERE {ZIP} LIKE '004%' ORDER BY id",
    sqlite="SELECT id FROM shop_customers WHERE json_extract(meta, '$.address.zip') LIKE '004%' ORDER BY id",
)
def customers_by_start_of_zip() -> Rows:
    return Customer.where(meta__address__zip__startswith="004").order_by("id").ids()


@question(
    postgresql="SELECT id FROM shop_customers WHERE meta->>'tier' IS NULL ORDER BY id",
    mysql=f"""SELECT id FROM shop_customers
      WHERE meta IS NULL OR JSON_EXTRACT(meta, '$.tier') IS NULL OR {TIER} = 'null'
      ORDER BY id""",
    sqlite="SELECT id FROM shop_customers WHERE json_extract(meta, '$.tier') IS NULL ORDER BY id",
)
def customers_without_tier() -> Rows:
    return Customer.where(meta__tier=None).order_by("id").ids()


@question(
    postgresql="""SELECT c.meta->>'tier' AS tier, COUNT(*), SUM(o.amount) FROM shop_orders o
      JOIN shop_customers c ON c.id = o.customer_id WHERE c.meta->>'tier' IS NOT NULL GROUP BY 1 ORDER BY 1""",
    mysql="""SELECT JSON_UNQUOTE(JSON_EXTRACT(c.meta, '$.tier')) AS tier, COUNT(*), SUM(o.amount) FROM shop_orders o
      JOIN shop_customers c ON c.id = o.customer_id
      WHERE JSON_UNQUOTE(JSON_EXTRACT(c.meta, '$.tier')) COLLATE utf8mb4_bin <> 'null' GROUP BY 1 ORDER BY 1""",
    sqlite="""SELECT json_extract(c.meta, '$.tier') AS tier, COUNT(*), SUM(o.amount) FROM shop_orders o
      JOIN shop_customers c ON c.id = o.customer_id WHERE json_extract(c.meta, '$.tier') IS NOT NULL
      GROUP BY 1 ORDER BY 1""",
)
def sales_by_tier() -> Rows:
    tier = col(Order.customer.meta)["tier"]
    query = Order.join(Order.customer).where(tier.is_not_null()).annotate(tier=tier.text).group_by("tier")
    return query.annotate(n=count(), total=sum_(col(Order.amount))).order_by("tier").pluck("tier", "n", "total")
