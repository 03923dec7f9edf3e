"""Models served by two backends: joins go between them where both surely are one database, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, BelongsTo, ConfigurationError, HasMany, belongs_to, has_many
from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.testsuite import Runner, Tables, statements
from rhosocial.activerecord.testsuite.environment import MakeBackend

LOOPBACK = {"localhost": "127.0.0.1", "127.0.0.1": "localhost", "::1": "localhost"}


def _models() -> tuple[Any, Any]:
    class Writer(ActiveRecord):
        name: str
        works: HasMany[Work] = has_many()

    class Work(ActiveRecord):
        writer_id: int
        title: str
        writer: BelongsTo[Writer] = belongs_to()

    return Writer, Work


@contextmanager
def _served(model: Any, backend: StorageBackend) -> Iterator[None]:
    """Serve a model by another backend for a while: its table is dropped where it was created."""
    before = model.backend()
    model.configure(backend)
    try:
        yield
    finally:
        model.configure(before)


async def test_one_database_under_two_names(run: Runner, tables: Tables, backends: MakeBackend) -> None:
    writer, work = _models()
    await tables.create(writer, work)
    ann = await run(writer.create, name="Ann")
    await run(work.create, writer_id=ann.id, title="A")
    host = getattr(run.backend.config, "host", None)
    with _served(writer, backends(**({"host": LOOPBACK[host]} if host in LOOPBACK else {"pool_size": 3}))):
        assert await run(work.where(writer__name="Ann").pluck, "title") == ["A"]
        assert await run(work.join("writer").count) == 1
        (found,) = await run(work.preload("writer", strategy="join").all)
        assert found.writer.name == "Ann"


async def test_another_database_is_named(run: Runner, tables: Tables) -> None:
    writer, work = _models()
    await tables.create(writer, work)
    elsewhere = type(run.backend)(run.backend.config.model_copy(update={"database": "elsewhere"}))
    with _served(writer, elsewhere):
        calls: list[Callable[..., Any]] = [
            lambda: work.where(writer__name="Ann"),
            work.preload("writer", strategy="join").all,
        ]
        for build in calls:
            with statements() as sent, pytest.raises(ConfigurationError) as caught:
                build()
            said = str(caught.value)
            assert "Work.writer leads to Writer, which lies in another database" in said
            assert str(elsewhere.place) in said
            assert str(run.backend.place) in said
            assert sent.sql == []
