"""Relations to records of several models, told apart by a column that holds the model's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Column,
    ConfigurationError,
    HasMany,
    HasOne,
    InvalidValue,
    QueryError,
    RecordNotSaved,
    belongs_to,
    has_many,
    has_one,
)
from rhosocial.activerecord.testsuite import Models, Runner, Tables, statements


class Site(Models):
    """Posts and photos with comments, and videos that have none."""

    def __init__(self) -> None:
        class Post(ActiveRecord):
            title: str
            comments: HasMany[Comment] = has_many(as_="subject", order_by="id", dependent="destroy")
            pinned: HasOne[Comment] = has_one(as_="subject", scope=lambda comments: comments.where(text__like="!%"))
            marks: HasMany[Mark] = has_many(through="comments", order_by="id")

        class Photo(ActiveRecord):
            __polymorphic_name__ = "photo"
            code: Annotated[int, Column(primary_key=True)]
            comments: HasMany[Comment] = has_many(as_="subject", order_by="-id", dependent="delete")

        class Video(ActiveRecord):
            comments: HasMany[Comment] = has_many(as_="subject")

        class Comment(ActiveRecord):
            text: str
            subject_type: Annotated[str | None, Field(max_length=20)] = None
            subject_id: int | None = None
            subject: BelongsTo[Post | Photo | None] = belongs_to(polymorphic=True)
            marks: HasMany[Mark] = has_many()

        class Mark(ActiveRecord):
            comment_id: int
            comment: BelongsTo[Comment] = belongs_to()

        super().__init__(Post, Photo, Video, Comment, Mark)


@pytest.fixture
def site(run: Runner, tables: Tables) -> Site:
    """Two posts and a photo of the same key, with comments on all but the second post; one comment is on nothing."""
    made = Site()
    run.drive(tables.create(*made.all))
    run.drive(run(made.Post.create, title="first", comments=[{"text": "a"}, {"text": "!b"}]))
    run.drive(run(made.Post.create, title="second"))
    run.drive(run(made.Photo.create, code=1, comments=[{"text": "c", "marks": [{}]}]))
    run.drive(run(made.Comment.create, text="d"))
    return made


async def test_preload_takes_one_statement_for_each_model_present(run: Runner, site: Site) -> None:
    with statements() as sent:
        comments = await run(site.Comment.order_by("id").preload("subject").all)
        found = [(comment.subject_type, type(comment.subject)) for comment in comments]
    assert found == [("Post", site.Post)] * 2 + [("photo", site.Photo), (None, type(None))]
    assert comments[0].subject is comments[1].subject
    assert len(sent) == 3
    with statements() as sent:
        await run(site.Comment.where(subject_type="photo").preload("subject").all)
    assert len(sent) == 2


@pytest.mark.parametrize("strategy", ["select", "join"])
async def test_the_other_side_has_its_own_records_only(run: Runner, site: Site, strategy: Any) -> None:
    posts = await run(site.Post.order_by("id").preload("comments", "pinned", strategy=strategy).all)
    photo = await run(site.Photo.preload("comments.marks", strategy=strategy).one)
    with statements() as sent:
        assert [[comment.text for comment in post.comments] for post in posts] == [["a", "!b"], []]
        assert [post.pinned and post.pinned.text for post in posts] == ["!b", None]
        assert [[comment.text, len(comment.marks)] for comment in photo.comments] == [["c", 1]]
        assert all(comment.subject is post for post in posts for comment in post.comments)
    assert sent.sql == []


async def test_conditions_and_counts_look_at_the_models_own_records(run: Runner, site: Site) -> None:
    post, photo, comment = site.Post, site.Photo, site.Comment
    assert await run(post.where(post.comments.any(text="c")).count) == 0
    assert await run(photo.where(photo.comments.any(text="c")).count) == 1
    assert await run(post.where(post.comments.none()).pluck, "title") == ["second"]
    assert await run(post.where(post.comments.count() == 2).pluck, "title") == ["first"]
    assert await run(post.where(comments__text="a").pluck, "title") == ["first"]
    assert await run(post.join("comments").where(post.comments.text != "a").pluck, post.comments.text) == ["!b"]
    first = await run(post.where(title="first").one)
    assert await run(comment.where(subject=first).order_by("id").pluck, "text") == ["a", "!b"]
    assert await run(comment.where(subject__in=[first, await run(photo.find, 1)]).count) == 3
    assert await run(comment.where(subject=None).pluck, "text") == ["d"]


async def test_over_a_polymorphic_relation(run: Runner, site: Site) -> None:
    a = await run(site.Comment.where(text="a").one)
    await run(site.Mark.create, comment=a)
    for strategy in ("select", "join"):
        found = await run(site.Post.order_by("id").preload("marks", strategy=strategy).all)
        assert [[mark.comment_id for mark in post.marks] for post in found] == [[a.id], []]
    first = await run(site.Post.where(title="first").one)
    assert await run(site.Post.where(site.Post.marks.any()).pluck, "title") == ["first"]
    assert await run(first.related("marks").count) == 1


async def test_assignment_sets_both_columns_and_the_other_side(run: Runner, site: Site) -> None:
    comment = await run(site.Comment.where(text="a").preload("subject").one)
    photo = await run(site.Photo.preload("comments").one)
    post = comment.subject
    await run(post.load, "comments")
    moved = post.comments[0]
    moved.subject = photo
    assert (moved.subject_type, moved.subject_id) == ("photo", 1)
    assert moved in photo.comments
    assert moved not in post.comments
    await run(moved.save)
    assert await run(photo.comments.count) == 2
    moved.subject = None
    assert (moved.subject_type, moved.subject_id) == (None, None)
    new = site.Post.build(title="new")
    moved.subject = new
    await run(moved.save)
    assert (moved.subject_type, moved.subject_id) == ("Post", new.id)
    await run(new.comments.add, site.Comment(text="e"))
    assert await run(site.Comment.where(subject=new).count) == 2
    await run(post.comments.clear)
    assert await run(site.Comment.where(subject_type="Post").count) == 2


class PostOut(BaseModel):
    title: str


class PhotoOut(BaseModel):
    code: int


class CommentOut(BaseModel):
    text: str
    subject: PostOut | PhotoOut | None


async def test_as_nested_data(run: Runner, site: Site) -> None:
    comments = await run(site.Comment.order_by("id").preload("subject").all)
    assert comments[2].model_dump(include_relations=["subject"])["subject"] == {"code": 1}
    with statements() as sent:
        nested = await run(site.Comment.where(text__in=["a", "c", "d"]).order_by("id").into, CommentOut)
    assert [item.subject for item in nested] == [PostOut(title="first"), PhotoOut(code=1), None]
    assert len(sent) == 3
    with pytest.raises(QueryError, match="polymorphic"):
        comments[0].model_dump(include_relations=["subject.comments"])


async def test_a_key_change_is_seen(run: Runner, site: Site) -> None:
    comment = await run(site.Comment.where(text="a").preload("subject").one)
    comment.subject_type = "photo"
    await run(comment.load, "subject")
    assert isinstance(comment.subject, site.Photo)
    comment.subject_id = 99
    await run(comment.load, "subject")
    assert comment.subject is None


async def test_dependents_of_another_model_stay(run: Runner, site: Site) -> None:
    await run((await run(site.Post.where(title="first").one)).delete)
    assert await run(site.Comment.order_by("id").pluck, "text") == ["c", "d"]
    mark = await run(site.Mark.query().one)
    await run(mark.delete)
    await run((await run(site.Photo.find, 1)).delete)
    assert await run(site.Comment.pluck, "text") == ["d"]


async def test_no_other_model_is_ever_chosen(run: Runner, site: Site) -> None:
    for name in ("Video", "ActiveRecord", "Comment", "post", "Photo", "", "os.system"):
        stray = await run(site.Comment.create, text="x", subject_type=name, subject_id=1)
        with statements() as sent, pytest.raises(InvalidValue, match="'Post' or 'photo'"):
            await run(stray.load, "subject")
        assert sent.sql == []
        await run(stray.delete)


async def test_what_it_does_not_take(run: Runner, site: Site) -> None:
    comment, video = site.Comment.build(text="x"), site.Video.build()
    with pytest.raises(TypeError, match="Post or Photo"):
        comment.subject = video
    with pytest.raises(TypeError, match="Post or Photo"):
        comment.subject = {"title": "of which model?"}
    with pytest.raises(ConfigurationError, match="not to Video"):
        _ = video.comments
    with pytest.raises(InvalidValue, match="Post or Photo"):
        site.Comment.where(subject=video)
    questions: tuple[Callable[[], Any], ...] = (
        lambda: site.Comment.join("subject"),
        lambda: site.Comment.where(subject__title="first"),
        lambda: site.Comment.preload("subject.comments"),
        lambda: site.Comment.preload("subject", strategy="join").to_sql(),
        lambda: site.Comment.where(site.Comment.subject.title == "first"),
    )
    with statements() as sent:
        for question in questions:
            with pytest.raises(QueryError, match="polymorphic"):
                question()
    assert sent.sql == []


async def test_its_table_has_no_foreign_key_for_it(run: Runner, tables: Tables) -> None:
    class Post(ActiveRecord):
        notes: HasMany[Note] = has_many(as_="subject", dependent="restrict")

    class Note(ActiveRecord):
        subject_type: str
        subject_id: int
        subject: BelongsTo[Post] = belongs_to(polymorphic=True)

    class Constrained(ActiveRecord):
        subject_type: str
        subject_id: Annotated[int, Column(foreign_key="post.id")]
        subject: BelongsTo[Post] = belongs_to(polymorphic=True)

    await tables.create(Post, Note)
    await run(Note.create, subject_type="Post", subject_id=99)
    with statements() as sent, pytest.raises(ConfigurationError, match="polymorphic"):
        await run(tables.adopt(Constrained).create_table)
    assert sent.sql == []
    post = await run(Post.create)
    await run(Note.create, subject=post)
    with pytest.raises(RecordNotSaved, match="still has notes"):
        await run(post.delete)


async def test_keys_of_several_columns(run: Runner, tables: Tables) -> None:
    class Seat(ActiveRecord):
        __primary_key__ = ("row", "number")
        row: Annotated[str, Field(max_length=5)]
        number: int
        labels: HasMany[Label] = has_many(as_="thing", order_by="text")

    class Label(ActiveRecord):
        text: str
        thing_type: str
        thing_row: Annotated[str, Field(max_length=5)]
        thing_number: int
        thing: BelongsTo[Seat] = belongs_to(polymorphic=True, foreign_key=("thing_row", "thing_number"))

    await tables.create(Seat, Label)
    for row, number in (("A", 1), ("A", 2), ("B", 1)):
        await run(Seat.create, row=row, number=number, labels=[{"text": f"{row}{number}"}])
    seats = await run(Seat.order_by("row", "number").preload("labels").all)
    assert [[label.text for label in seat.labels] for seat in seats] == [["A1"], ["A2"], ["B1"]]
    labels = await run(Label.order_by("text").preload("thing").all)
    assert [(label.thing.row, label.thing.number) for label in labels] == [("A", 1), ("A", 2), ("B", 1)]
