"""Aggregates over relations as values of the query around: each related record counts once."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, BelongsTo, HasMany, belongs_to, has_many
from rhosocial.activerecord.testsuite import Library, Models, Runner, Tables

REVIEWS: dict[str, dict[str, list[int]]] = {"Ann": {"A": [1, 5], "B": [3]}, "Ben": {"C": []}, "Cem": {}}


class Goods(Models):
    """Products with tags by a bare table, and parts of one another."""

    def __init__(self, tables: Tables) -> None:
        between = tables.name("tagged")

        class Tag(ActiveRecord):
            name: str
            products: HasMany[Product] = has_many(through=between)

        class Product(ActiveRecord):
            name: str
            price: int
            part_of_id: int | None = None
            tags: HasMany[Tag] = has_many(through=between)
            part_of: BelongsTo[Product | None] = belongs_to(inverse_of="parts")
            parts: HasMany[Product] = has_many(foreign_key="part_of_id", inverse_of="part_of")
            neighbours: HasMany[Product] = has_many(through="tags", source="products")

        super().__init__(Tag, Product)


@pytest.fixture
def goods(run: Runner, tables: Tables) -> Goods:
    made = Goods(tables)
    run.drive(tables.create(*made.all))
    red, big, old = [run.drive(run(made.Tag.create, name=name)) for name in ("red", "big", "old")]
    cart = run.drive(run(made.Product.create, name="cart", price=50, tags=[red, big]))
    run.drive(run(made.Product.create, name="wheel", price=5, tags=[red, big], part_of=cart))
    wheel = run.drive(run(made.Product.find_by, name="wheel"))
    run.drive(run(made.Product.create, name="spoke", price=1, part_of=wheel))
    assert old.is_persisted
    return made


async def test_many_to_many_is_counted_and_summed(run: Runner, goods: Goods) -> None:
    tag, product = goods.Tag, goods.Product
    counted = tag.annotate(n=tag.products.count(), total=tag.products.sum(product.price)).order_by("id")
    assert await run(counted.pluck, "name", "n", "total") == [("red", 2, 55), ("big", 2, 55), ("old", 0, None)]
    assert await run(product.where(product.tags.count() > 1).order_by("id").pluck, "name") == ["cart", "wheel"]
    assert await run(product.where(product.tags.count(name="red") == 0).pluck, "name") == ["spoke"]


async def test_records_that_several_ways_lead_to_count_once(run: Runner, goods: Goods) -> None:
    product = goods.Product
    cart = await run(product.find_by, name="cart")
    assert await run(cart.related(product.neighbours).query().count) == 2
    numbers = product.annotate(n=product.neighbours.count(), total=product.neighbours.sum("price")).order_by("id")
    assert await run(numbers.pluck, "n", "total") == [(2, 55), (2, 55), (0, None)]


async def test_one_table_at_several_levels(run: Runner, goods: Goods) -> None:
    product = goods.Product
    below = product.annotate(n=product.parts.parts.count(), top=product.parts.parts.part_of.max("name"))
    assert await run(below.order_by("id").pluck, "n", "top") == [(1, "wheel"), (0, None), (0, None)]


async def test_chains_agree_with_python(run: Runner, library: Library) -> None:
    author, review = library.Author, library.Review
    for name, books in REVIEWS.items():
        made = [{"title": title, "reviews": [{"stars": n} for n in stars]} for title, stars in books.items()]
        await run(author.create, name=name, books=made)
    stars = {name: [n for given in books.values() for n in given] for name, books in REVIEWS.items()}
    counted: Any = author.annotate(
        n=author.books.reviews.count(),
        best=author.books.reviews.max(review.stars),
        good=author.books.reviews.count(review.stars > 2),
        total=author.books.reviews.sum("stars"),
    )
    assert {row[0]: row[1:] for row in await run(counted.pluck, "name", "n", "best", "good", "total")} == {
        name: (len(given), max(given, default=None), sum(n > 2 for n in given), sum(given) if given else None)
        for name, given in stars.items()
    }
