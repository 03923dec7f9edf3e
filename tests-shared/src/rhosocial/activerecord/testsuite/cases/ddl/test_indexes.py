"""Indexes of some rows, and of what is computed from them: what a unique one forbids is told by its fields."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    Column,
    Index,
    SoftDeleteMixin,
    UniqueViolation,
    UnsupportedFeatureError,
    func,
)
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.testsuite import Runner, Tables, requires, statements

Text = Annotated[str, Field(max_length=40)]


async def _see_kept_rows_unique(run: Runner, article: Any) -> None:
    """Hold a model to slugs that are unique for each site among the rows that are not deleted."""
    first = await run(article.create, site=1, slug="a")
    await run(article.create, site=2, slug="a")
    with pytest.raises(UniqueViolation) as caught:
        await run(article.create, site=1, slug="a")
    error: Any = caught.value
    assert {detail["loc"] for detail in error.errors()} == {("site",), ("slug",)}
    await run(first.delete)
    second = await run(article.create, site=1, slug="a")
    with pytest.raises(UniqueViolation):
        await run(first.restore)
    assert first.is_deleted is False
    await run(first.reload)
    await run(second.delete)
    assert await run(first.restore) is True
    assert await run(article.with_deleted().where(site=1).count) == 2


async def test_a_key_of_the_rows_that_are_not_deleted(run: Runner, tables: Tables, capabilities: Capabilities) -> None:
    class Article(SoftDeleteMixin, ActiveRecord):
        __indexes__ = (Index("site", "slug", unique=True, where=lambda article: article.deleted_at.is_null()),)
        site: int
        slug: Text

    if capabilities.partial_indexes or capabilities.expression_indexes:
        await tables.create(Article)
        await _see_kept_rows_unique(run, Article)
        return
    tables.adopt(Article)
    with pytest.raises(UnsupportedFeatureError, match="generated column"), statements() as sent:
        await run(Article.create_table)
    assert sent.sql == []


async def test_a_key_of_the_rows_that_are_not_deleted_everywhere(run: Runner, tables: Tables) -> None:
    class Article(SoftDeleteMixin, ActiveRecord):
        __constraints__ = (("site", "slug", "kept"),)
        site: int
        slug: Text
        kept: Annotated[int | None, Column(generated="case when deleted_at is null then 1 end")] = None

    await tables.create(Article)
    await _see_kept_rows_unique(run, Article)


@requires("expression_indexes")
async def test_a_unique_expression_is_told_by_its_field(run: Runner, tables: Tables) -> None:
    class Member(ActiveRecord):
        __indexes__ = (Index("club", lambda member: func.lower(member.email), unique=True),)
        club: int
        email: Text

    await tables.create(Member)
    await run(Member.create, club=1, email="Ann@x.org")
    await run(Member.create, club=2, email="ann@x.org")
    with pytest.raises(UniqueViolation) as caught:
        await run(Member.create, club=1, email="ann@X.org")
    error: Any = caught.value
    assert [detail["loc"] for detail in error.errors()] == [("club",), ("email",)]


@requires("partial_indexes")
async def test_an_index_of_some_rows(run: Runner, tables: Tables) -> None:
    class Job(ActiveRecord):
        __indexes__ = (Index("due", where=lambda job: job.done.is_null()),)
        due: int
        done: int | None = None

    with statements() as sent:
        await tables.create(Job)
    assert sent.sql[-1].endswith(('WHERE "done" IS NULL', "COMMIT"))
    await run(Job.create, due=1)
    assert await run(Job.where(done=None).count) == 1
