"""At most so many related records for each parent, in one statement for all."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import ActiveRecord, BelongsTo, HasMany, RecordNotSaved, belongs_to, has_many
from rhosocial.activerecord.testsuite import Runner, Tables, requires, statements


@requires("window_functions")
async def test_the_first_of_each_parent_are_loaded_at_once(run: Runner, tables: Tables) -> None:
    class Post(ActiveRecord):
        title: str
        latest: HasMany[Comment] = has_many(order_by="-written", limit=2)
        shortest: HasMany[Comment] = has_many(scope=lambda comments: comments.where(written__lt=3), limit=1)

    class Comment(ActiveRecord):
        post_id: int
        written: int
        post: BelongsTo[Post] = belongs_to()

    await tables.create(Post, Comment)
    posts = [await run(Post.create, title=title) for title in "abc"]
    rows = [{"post_id": post.id, "written": day} for day in (1, 2, 3) for post in posts[:2]]
    await run(Comment.insert_many, [*rows, {"post_id": posts[2].id, "written": 3}])
    with statements() as sent:
        found = await run(Post.order_by("title").preload("latest", "shortest").all)
    assert len(sent) == 3
    assert [[comment.written for comment in post.latest] for post in found] == [[3, 2], [3, 2], [3]]
    assert [[comment.written for comment in post.shortest] for post in found] == [[1], [1], []]
    one = await run(Post.find, posts[0].id)
    await run(one.load, "latest")
    assert [comment.written for comment in one.latest] == [3, 2]
    with pytest.raises(RecordNotSaved, match="cut to 2"):
        await run(one.latest.clear)
