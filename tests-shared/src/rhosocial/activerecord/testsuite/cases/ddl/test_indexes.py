"""Indexes of some rows, and of what is computed from them: what a unique one forbids is told by its fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import AwareDatetime, Field

from rhosocial.activerecord import (
    ActiveRecord,
    Column,
    Index,
    InvalidValue,
    SoftDeleteMixin,
    UniqueViolation,
    UnsupportedFeatureError,
    func,
)
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.testsuite import Runner, Tables, requires, statements, where

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


Covers = Callable[[Any], Any]


class State(Enum):
    """Kept as text."""

    OPEN = "it's 100% open"
    SHUT = "shut"


@where("expression_indexes")
@pytest.mark.parametrize(
    "covers",
    [
        lambda job: job.urgent == True,  # noqa: E712
        lambda job: (job.size > 3) & (job.size < -(2**40)),
        lambda job: job.size.in_([1, 2, 3]),
        lambda job: job.name.in_(["it's 5% of all", 'b"c']),
        lambda job: job.state != State.OPEN,
        lambda job: job.price.between(Decimal("0.10"), Decimal(7)),
        lambda job: job.ratio >= 0.5,
        lambda job: job.day >= dt.date(2026, 1, 31),
        lambda job: job.at < dt.datetime(2026, 1, 31, 12, 30, tzinfo=dt.timezone.utc),
        lambda job: job.number == UUID(int=7),
        lambda job: job.urgent.is_null() | ~(job.name == "b"),
    ],
    ids=["bool", "int", "list", "text", "enum", "decimal", "float", "date", "moment", "uuid", "not"],
)
async def test_the_condition_of_an_index_holds_values(run: Runner, tables: Tables, covers: Covers) -> None:
    class Job(ActiveRecord):
        __indexes__ = (Index("owner", unique=True, where=covers),)
        owner: int
        urgent: bool | None = True
        size: int = 2
        name: Text = "it's 5% of all"
        state: State = State.SHUT
        price: Annotated[Decimal, Field(max_digits=8, decimal_places=2)] = Decimal("0.10")
        ratio: float = 0.5
        day: dt.date = dt.date(2026, 1, 31)
        at: AwareDatetime = dt.datetime(2026, 1, 30, tzinfo=dt.timezone.utc)
        number: UUID = UUID(int=7)

    await tables.create(Job)
    covered = Job(owner=1)
    await run(covered.save)
    is_covered = await run(Job.where(covers(Job)).exists)
    with nullcontext() if not is_covered else pytest.raises(UniqueViolation):
        await run(Job.create, owner=1)
    await run(Job.create, owner=1, urgent=False, size=9, name="b", state=State.OPEN, price=9, ratio=0, day="2026-01-30",
              at="2026-02-01T00:00Z", number=UUID(int=8))  # fmt: skip


@where("expression_indexes")
@pytest.mark.parametrize("value", ["back\\slash", "n\0l"])
async def test_a_value_that_servers_read_in_several_ways_is_refused(run: Runner, tables: Tables, value: str) -> None:
    class Job(ActiveRecord):
        __indexes__ = (Index("name", unique=True, where=lambda job: job.name == value),)
        name: Text

    with statements() as sent, pytest.raises(InvalidValue, match=r"definition of an index|x00"):
        await tables.create(Job)
    assert not [sql for sql in sent.sql if "INDEX" in sql]


@where("expression_indexes")
async def test_indexes_of_one_shape_keep_their_values_apart(run: Runner, tables: Tables) -> None:
    class Job(ActiveRecord):
        __indexes__ = [
            Index("size", name="job_size_1", unique=True, where=lambda job: job.size == 1),
            Index("size", name="job_size_2", unique=True, where=lambda job: job.size == 2),
        ]
        size: int

    await tables.create(Job)
    for size in (1, 2):
        await run(Job.create, size=size)
        with pytest.raises(UniqueViolation):
            await run(Job.create, size=size)
    await run(Job.create, size=3)
    await run(Job.create, size=3)
