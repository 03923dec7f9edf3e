"""A traceback shows the user's own line, and little of the library."""

from __future__ import annotations

import asyncio
import sqlite3
import traceback
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend

LONGEST = 12
"""Frames of the library and its drivers between the user's line and the one that raised."""


@pytest.fixture
def thing(tmp_path: Path) -> Iterator[Any]:
    class Thing(ActiveRecord):
        name: str

        def before_save(self) -> None:
            if self.name == "hook":
                raise ZeroDivisionError("in the hook")

    backend = SQLiteBackend(database=str(tmp_path / "things.db"))
    Thing.configure(backend)
    Thing.create_table()
    Thing.backend().execute("CREATE UNIQUE INDEX one_name ON thing (name)")
    Thing.create(name="a")
    yield Thing
    backend.close()


def raised(call: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011 (any: its traceback is what is looked at)
        call()
    return caught.value


def frames(error: BaseException) -> list[FrameType]:
    return [frame for frame, _ in traceback.walk_tb(error.__traceback__)]


def library_frames(error: BaseException) -> list[str]:
    return [frame.f_code.co_name for frame in frames(error) if "rhosocial" in frame.f_globals.get("__name__", "")]


CALLS: list[tuple[str, Callable[[Any], object]]] = [
    ("save", lambda thing: thing(name="a").save()),
    ("create", lambda thing: thing.create(name="a")),
    ("find", lambda thing: thing.find(99)),
    ("one", lambda thing: thing.where(name="zz").one()),
    ("all", lambda thing: thing.query().where(thing.name == "a").order_by("nme").all()),
    ("execute", lambda thing: thing.backend().execute("SELECT * FROM nowhere")),
    ("hook", lambda thing: thing.create(name="hook")),
    ("iterate", lambda thing: list(thing.sql("SELECT * FROM nowhere").all())),
]
ACALLS: list[tuple[str, Callable[[Any], Any]]] = [
    ("asave", lambda thing: thing(name="a").asave()),
    ("acreate", lambda thing: thing.acreate(name="a")),
    ("afind", lambda thing: thing.afind(99)),
    ("aexecute", lambda thing: thing.backend().aexecute("SELECT * FROM nowhere")),
    ("ahook", lambda thing: thing.acreate(name="hook")),
]


@pytest.mark.parametrize("call", [call for _, call in CALLS], ids=[name for name, _ in CALLS])
def test_sync(thing: Any, call: Callable[[Any], object]) -> None:
    error = raised(lambda: call(thing))
    assert __name__ in {frame.f_globals.get("__name__") for frame in frames(error)}
    assert call.__code__ in {frame.f_code for frame in frames(error)}  # type: ignore[attr-defined]
    assert len(library_frames(error)) <= LONGEST


@pytest.mark.parametrize("call", [call for _, call in ACALLS], ids=[name for name, _ in ACALLS])
def test_async(thing: Any, call: Callable[[Any], Any]) -> None:
    async def users_own_function() -> None:
        try:
            await call(thing)
        finally:
            await thing.backend().aclose()

    error = raised(lambda: asyncio.run(users_own_function()))
    assert "users_own_function" in {frame.f_code.co_name for frame in frames(error)}
    assert len(library_frames(error)) <= LONGEST


def test_a_hook_s_error_ends_at_the_hook_s_line(thing: Any) -> None:
    error = raised(lambda: thing.create(name="hook"))
    last = frames(error)[-1]
    assert last.f_code.co_name == "before_save"
    assert isinstance(error, ZeroDivisionError)


def test_the_driver_s_error_is_the_cause(thing: Any) -> None:
    error = raised(lambda: thing.backend().execute("SELECT * FROM nowhere"))
    assert isinstance(error.__cause__, sqlite3.OperationalError)
    assert error.driver_error is error.__cause__  # type: ignore[attr-defined]


def test_the_text_of_a_traceback_shows_no_value(thing: Any) -> None:
    secret = uuid.uuid4().hex
    error = raised(lambda: thing.backend().execute("SELECT {x} FROM nowhere", {"x": secret}))
    assert secret not in "".join(traceback.format_exception(error))
