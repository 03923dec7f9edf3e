"""Connections of drivers whose blocking and awaitable forms are two: each form refuses the other's calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from ...interface.connection import Connection, Fetched
from ...interface.errors import ConfigurationError


class BlockingConnection(Connection):
    """Base of a blocking driver's connection; it can't be awaited."""

    async def aexecute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        refuse_await()

    async def aopen_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        refuse_await()

    async def afetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        refuse_await()

    async def aclose_cursor(self, cursor: Any) -> None:
        refuse_await()

    async def aping(self) -> None:
        refuse_await()

    async def areset(self) -> None:
        refuse_await()


class AwaitableConnection(Connection):
    """Base of an async driver's connection, which one event loop may use; it can't be waited for otherwise."""

    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        refuse_wait()

    def open_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        refuse_wait()

    def fetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        refuse_wait()

    def close_cursor(self, cursor: Any) -> None:
        refuse_wait()

    def ping(self) -> None:
        refuse_wait()

    def reset(self) -> None:
        refuse_wait()


def refuse_await() -> NoReturn:
    """Refuse to be awaited."""
    raise ConfigurationError(
        "this connection can't be awaited: its transaction or stream was begun without await. "
        "Write `async with ….atransaction()` around methods with an `a` in front"
    )


def refuse_wait() -> NoReturn:
    """Refuse to be waited for without await."""
    raise ConfigurationError(
        "this connection must be awaited: its transaction or stream was begun in async code. "
        "Call the methods with an `a` in front inside `async with ….atransaction()`"
    )
