"""Connections of drivers whose blocking and awaitable forms are two: each form refuses the other's calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from ...interface.connection import Connection, Fetched
from ...interface.errors import ConfigurationError


class BlockingConnection(Connection):
    """Base of a blocking driver's connection; it can't be awaited."""

    async def aexecute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        _refuse_await()

    async def aopen_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        _refuse_await()

    async def afetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        _refuse_await()

    async def aclose_cursor(self, cursor: Any) -> None:
        _refuse_await()

    async def aping(self) -> None:
        _refuse_await()

    async def areset(self) -> None:
        _refuse_await()


class AwaitableConnection(Connection):
    """Base of an async driver's connection, which one event loop may use; it can't be waited for otherwise."""

    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        _refuse_wait()

    def open_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        _refuse_wait()

    def fetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        _refuse_wait()

    def close_cursor(self, cursor: Any) -> None:
        _refuse_wait()

    def ping(self) -> None:
        _refuse_wait()

    def reset(self) -> None:
        _refuse_wait()


def _refuse_await() -> NoReturn:
    raise ConfigurationError(
        "this connection can't be awaited: its transaction or stream was begun without await. "
        "Write `async with ….atransaction()` around methods with an `a` in front"
    )


def _refuse_wait() -> NoReturn:
    raise ConfigurationError(
        "this connection must be awaited: its transaction or stream was begun in async code. "
        "Call the methods with an `a` in front inside `async with ….atransaction()`"
    )
