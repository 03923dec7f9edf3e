"""Relations that lead over others: many-to-many by a model or a bare table, and chains."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Column,
    HasMany,
    RecordNotFound,
    RecordNotSaved,
    belongs_to,
    has_many,
)
from rhosocial.activerecord.testsuite import Library, Models, Runner, Tables, statements


class Shop(Models):
    """Articles with labels by a bare table, and with suppliers by a model."""

    def __init__(self, tables: Tables) -> None:
        between = tables.name("labelled")

        class Article(ActiveRecord):
            name: str
            labels: HasMany[Label] = has_many(through=between, order_by="code")
            offers: HasMany[Offer] = has_many()
            suppliers: HasMany[Supplier] = has_many(through="Offer", order_by="-name")

        class Label(ActiveRecord):
            code: Annotated[str, Field(max_length=10), Column(primary_key=True)]
            articles: HasMany[Article] = has_many(through=between, order_by="name")

        class Supplier(ActiveRecord):
            name: str
            offers: HasMany[Offer] = has_many()
            articles: HasMany[Article] = has_many(through="offers", order_by="name")
            labels: HasMany[Label] = has_many(through="articles", order_by="code")

        class Offer(ActiveRecord):
            article_id: int
            supplier_id: int
            article: BelongsTo[Article] = belongs_to()
            supplier: BelongsTo[Supplier] = belongs_to()

        super().__init__(Article, Label, Supplier, Offer)


@pytest.fixture
def shop(run: Runner, tables: Tables) -> Shop:
    made = Shop(tables)
    run.drive(tables.create(*made.all))
    return made


async def filled(run: Runner, shop: Shop) -> None:
    red, big, old = [await run(shop.Label.create, code=code) for code in ("red", "big", "old")]
    await run(shop.Article.create, name="ball", labels=[red, big])
    await run(shop.Article.create, name="cup", labels=[red])
    await run(shop.Article.create, name="dish")
    ball, cup, _ = await run(shop.Article.order_by("id").all)
    for name, articles in {"Kim": [ball, cup], "Lou": [ball]}.items():
        await run(shop.Supplier.create, name=name, offers=[{"article": article} for article in articles])
    assert old.is_persisted


async def test_many_to_many_by_a_bare_table_is_loaded_flat(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    with statements() as sent:
        articles = await run(shop.Article.order_by("id").preload("labels.articles").all)
    assert len(sent) == 5
    assert [[label.code for label in article.labels] for article in articles] == [["big", "red"], ["red"], []]
    assert [article.name for article in articles[0].labels[1].articles] == ["ball", "cup"]


async def test_many_to_many_by_a_model(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    articles = await run(shop.Article.order_by("id").preload("suppliers").all)
    assert [[supplier.name for supplier in article.suppliers] for article in articles] == [["Lou", "Kim"], ["Kim"], []]


async def test_a_relation_over_a_relation_over_a_relation(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    suppliers = await run(shop.Supplier.order_by("name").preload("labels").all)
    assert [[label.code for label in supplier.labels] for supplier in suppliers] == [
        ["big", "red", "red"],
        ["big", "red"],
    ]
    assert await run(suppliers[1].labels.where(code="big").count) == 1


async def test_conditions_and_joins_lead_over_what_lies_between(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    article, supplier = shop.Article, shop.Supplier
    assert await run(article.where(labels__code="big").pluck, "name") == ["ball"]
    assert await run(article.where(article.labels.none()).pluck, "name") == ["dish"]
    assert await run(supplier.where(supplier.labels.any(code="big")).order_by("name").pluck, "name") == ["Kim", "Lou"]
    joined = article.join(article.labels).where(article.labels.code == "red").order_by("name")
    assert await run(joined.pluck, "name") == ["ball", "cup"]


async def test_add_and_remove_write_what_lies_between(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    dish = await run(shop.Article.where(name="dish").preload("labels", "suppliers").one)
    red, new = await run(shop.Label.find, "red"), shop.Label(code="new")
    await run(dish.labels.add, red, new)
    await run(dish.labels.add, red)
    assert await run(dish.labels.query().pluck, "code") == ["new", "red"]
    await run(dish.labels.remove, red)
    assert [label.code for label in dish.labels] == await run(dish.labels.query().pluck, "code") == ["new"]
    with pytest.raises(RecordNotFound):
        await run(dish.labels.remove, red)
    await run(dish.suppliers.create, name="Max")
    assert await run(shop.Offer.where(article=dish).count) == 1
    await run(dish.labels.clear)
    assert await run(dish.labels.query().exists) is False
    assert await run(shop.Label.count) == 4


async def test_what_is_read_over_more_is_not_written(run: Runner, shop: Shop) -> None:
    await filled(run, shop)
    supplier = await run(shop.Supplier.where(name="Kim").preload("labels").one)
    with pytest.raises(RecordNotSaved, match="change these"):
        await run(supplier.labels.add, shop.Label(code="x"))


async def test_a_chain_over_has_many(run: Runner, library: Library) -> None:
    class Writer(library.Author):  # type: ignore[misc, name-defined]
        __table_name__ = library.Author.__table_name__  # type: ignore[attr-defined]
        books: HasMany[Any] = has_many(foreign_key="author_id", order_by="id")
        reviews: HasMany[Any] = has_many(through="books", order_by="-stars")

    Writer.__relations__["books"]._target = library.Book
    Writer.__relations__["reviews"]._target = library.Review
    books = [{"title": "A", "reviews": [{"stars": 1}, {"stars": 5}]}, {"title": "B", "reviews": [{"stars": 3}]}]
    await run(library.Author.create, name="Ann", books=books)
    with statements() as sent:
        writer = await run(Writer.query().preload("reviews").one)
    assert len(sent) == 3
    assert [review.stars for review in writer.reviews] == [5, 3, 1]
