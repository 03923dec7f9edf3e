"""A shop's database: 100,000 orders, made on the server from a few small tables."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from rhosocial.activerecord import ActiveRecord, BelongsTo, Column, HasMany, belongs_to, has_many
from rhosocial.activerecord.backend.base import StorageBackend

PREFIX = f"shop{uuid.uuid4().hex[:8]}_"
"""Begins the name of each table, so that several runs may use one server; SQL by hand says `shop_`."""
CUSTOMERS, PRODUCTS, MOMENTS = 1000, 500, 997
CITIES = ("Oslo", "Rome", "Lima", "Cairo", "Quito")
TIERS = ("gold", "silver", "bronze", None)


class ShopRecord(ActiveRecord):
    """Base of the shop's models, so that one call serves them all."""

    __abstract__ = True


class Category(ShopRecord):
    __table_name__ = f"{PREFIX}categories"
    name: str
    parent_id: int | None = None


class Customer(ShopRecord):
    __table_name__ = f"{PREFIX}customers"
    name: str
    city: Annotated[str, Column(length=40)]
    referrer_id: int | None = None
    meta: dict[str, Any] | None = None
    orders: HasMany[Order] = has_many(foreign_key="customer_id")


class Product(ShopRecord):
    __table_name__ = f"{PREFIX}products"
    category_id: int
    name: str
    price: Annotated[Decimal, Column(precision=10, scale=2)]
    sold: int = 0
    category: BelongsTo[Category] = belongs_to(foreign_key="category_id")


class Order(ShopRecord):
    __table_name__ = f"{PREFIX}orders"
    customer_id: Annotated[int, Column(index=True)]
    product_id: Annotated[int, Column(index=True)]
    quantity: int
    amount: int
    status: Annotated[str, Column(length=10)]
    placed_at: datetime
    shipped_at: datetime | None = None
    customer: BelongsTo[Customer] = belongs_to(foreign_key="customer_id")
    product: BelongsTo[Product] = belongs_to(foreign_key="product_id")


class Moment(ShopRecord):
    __table_name__ = f"{PREFIX}moments"
    at: datetime


class Number(ShopRecord):
    __table_name__ = f"{PREFIX}numbers"
    n: int


MODELS = (Category, Customer, Product, Order, Moment, Number)
START = datetime(2023, 1, 1)
FILL = """
INSERT INTO shop_orders (id, customer_id, product_id, quantity, amount, status, placed_at, shipped_at)
SELECT k.n, k.n * 7 % 991 + 1, k.n * 13 % 487 + 1, k.n % 5 + 1, k.n * 31 % 9973 + 100,
  CASE WHEN k.n % 11 = 0 THEN 'lost' WHEN k.n % 3 = 0 THEN 'open' ELSE 'sent' END, m.at,
  CASE WHEN k.n % 3 = 0 THEN NULL ELSE later.at END
FROM (SELECT a.n + 1000 * (b.n - 1) AS n FROM shop_numbers a CROSS JOIN shop_numbers b WHERE b.n <= 100) k
JOIN shop_moments m ON m.id = k.n * 17 % 990 + 1
JOIN shop_moments later ON later.id = m.id + k.n % 6
"""


def with_prefix(sql: str) -> str:
    """Give the tables in SQL by hand this run's names."""
    return sql.replace("shop_", PREFIX)


def build_shop(backend: StorageBackend) -> None:
    """Create and fill the tables; everything follows from the rows' numbers, so every server has the same."""
    ShopRecord.configure(backend)
    drop_shop()
    ShopRecord.create_tables(*MODELS)
    Category.insert_many({"id": n, "name": f"c{n}", "parent_id": n // 3 or None} for n in range(1, 41))
    Customer.insert_many(_customer(n) for n in range(1, CUSTOMERS + 1))
    Product.insert_many(_product(n) for n in range(1, PRODUCTS + 1))
    Moment.insert_many({"id": n, "at": START + timedelta(hours=17 * n)} for n in range(1, MOMENTS + 1))
    Number.insert_many({"n": n} for n in range(1, 1001))
    backend.execute(with_prefix(FILL))
    table = "TABLE " if backend.capabilities.upsert_on_duplicate_key else ""
    backend.execute(with_prefix(f"ANALYZE {table}shop_orders"))  # so that plans follow from the rows


def drop_shop() -> None:
    """Drop the tables."""
    ShopRecord.drop_tables(*MODELS, if_exists=True)


def _customer(n: int) -> dict[str, Any]:
    meta = {"tier": TIERS[n % 4], "visits": n % 50, "address": {"zip": f"{n % 90:04}"}}
    referrer = n // 4 or None
    return {"id": n, "name": f"p{n}", "city": CITIES[n % 5], "referrer_id": referrer, "meta": meta if n % 7 else None}


def _product(n: int) -> dict[str, Any]:
    return {"id": n, "category_id": n % 40 + 1, "name": f"g{n}", "price": Decimal(n * 37 % 5000) / 100 + 1}
