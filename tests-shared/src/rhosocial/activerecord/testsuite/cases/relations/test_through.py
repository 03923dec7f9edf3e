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
        ["big", "red"],
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


async def test_each_record_is_held_once_in_whatever_copies_it_comes(run: Runner, shop: Shop) -> None:
    red = await run(shop.Label.create, code="red")
    copies = [red, await run(shop.Label.find, "red")]
    article = await run(shop.Article.create, name="ball")
    for label in (red, *copies):
        await run(article.related("labels").add, label)
    await run(article.load, "labels")
    for label in (red, *copies):
        await run(article.labels.add, label)
    assert [label is copies[1] for label in article.labels] == [True]
    await run(article.labels.replace, copies)
    assert len(article.labels) == await run(article.labels.count) == 1
    article.labels = [red, red]
    await run(article.save)
    assert len(article.labels) == await run(article.labels.count) == 1
    other = shop.Article(name="cup")
    await run(other.labels.add, red, *copies)
    await run(other.save)
    assert len(other.labels) == await run(other.labels.count) == 1


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


@pytest.mark.parametrize("limit", [None, 5], ids=["all", "limited"])
async def test_a_record_is_there_once_however_often_it_is_reached(
    run: Runner, tables: Tables, limit: int | None
) -> None:
    class Student(ActiveRecord):
        name: str
        visits: HasMany[Visit] = has_many()
        courses: HasMany[Course] = has_many(through="visits", order_by="name", limit=limit)
        rooms: HasMany[Room] = has_many(through="courses", source="rooms", order_by="name")

    class Visit(ActiveRecord):
        student_id: int
        course_id: int
        student: BelongsTo[Student] = belongs_to()
        course: BelongsTo[Course] = belongs_to()

    class Course(ActiveRecord):
        name: str
        rooms: HasMany[Room] = has_many()

    class Room(ActiveRecord):
        name: str
        course_id: int
        course: BelongsTo[Course] = belongs_to()

    await tables.create(Student, Visit, Course, Room)
    art, law = await run(Course.insert_many, [{"name": "art"}, {"name": "law"}])
    await run(Room.insert_many, [{"name": "a1", "course_id": art.id}, {"name": "a2", "course_id": art.id}])
    ann, ben = await run(Student.insert_many, [{"name": "Ann"}, {"name": "Ben"}])
    visits = [(ann, law), (ann, art), (ann, art), (ben, art), (ann, law), (ann, art)]
    await run(Visit.insert_many, [{"student_id": who.id, "course_id": what.id} for who, what in visits])
    query = Student.order_by("name")
    for preloaded in (
        query.preload("courses", "rooms"),
        query.preload("courses.rooms", "rooms"),
        *(() if limit else (query.preload("courses", "rooms", strategy="join"),)),
    ):
        students = await run(preloaded.all)
        assert [[course.name for course in student.courses] for student in students] == [["art", "law"], ["art"]]
        assert [[room.name for room in student.rooms] for student in students] == [["a1", "a2"], ["a1", "a2"]]
    found = await run(Student.find, ann.id)
    for name in ("courses", "rooms"):
        await run(found.load, name)
    assert [course.name for course in found.courses] == ["art", "law"]
    assert await run(found.courses.query().pluck, "name") == ["art", "law"]
    assert await run(found.courses.count) == await run(found.rooms.count) == 2
    assert await run(found.courses.exists)
    counted: Any = query.annotate(n=Student.courses.count(), rooms_there=Student.rooms.count())
    assert [(student.n, student.rooms_there) for student in await run(counted.all)] == [(2, 2), (1, 2)]
    assert await run(query.where(Student.courses.any(name="art")).pluck, "name") == ["Ann", "Ben"]
    assert await run(query.where(Student.courses.count() == 1).pluck, "name") == ["Ben"]
    assert await run(query.where(Student.courses.none(name="law")).pluck, "name") == ["Ben"]
