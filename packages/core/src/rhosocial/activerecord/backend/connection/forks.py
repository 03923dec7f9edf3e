"""Connections in a forked process: they are the parent's, whose sessions end where the child closes or collects one."""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from typing import Any, NoReturn

from ...interface.connection import Connection, Fetched
from ...interface.errors import ConfigurationError

_REGISTRY: weakref.WeakSet[Connection] = weakref.WeakSet()


def survive_forks(connection: Connection) -> None:
    """See to it that a child process neither uses nor closes a connection of its parent's, nor collects it."""
    _REGISTRY.add(connection)


class InheritedConnection(Connection):
    """What a connection of the parent's is in a child: nothing can be done with it, and closing it does nothing."""

    def execute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        _refuse()

    async def aexecute(self, sql: str, params: Sequence[object], describe: bool = False) -> Fetched:
        _refuse()

    def open_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        _refuse()

    async def aopen_cursor(self, sql: str, params: Sequence[object], size: int) -> Any:
        _refuse()

    def fetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        _refuse()

    async def afetch(self, cursor: Any, size: int) -> Sequence[tuple[Any, ...]]:
        _refuse()

    def close_cursor(self, cursor: Any) -> None:
        """Leave it to the parent."""

    async def aclose_cursor(self, cursor: Any) -> None:
        """Leave it to the parent."""

    def ping(self) -> None:
        _refuse()

    async def aping(self) -> None:
        _refuse()

    def is_clean(self) -> bool:
        return True

    def reset(self) -> None:
        _refuse()

    async def areset(self) -> None:
        _refuse()

    def close(self) -> None:
        """Leave it to the parent."""

    async def aclose(self) -> None:
        """Leave it to the parent."""


def _refuse() -> NoReturn:
    raise ConfigurationError(
        "this connection belongs to the process that forked this one: "
        "end transactions and streams before the fork, or begin them in the child"
    )


def _leave_to_parent() -> None:
    """Give each connection a reference that nobody drops: even the interpreter's end leaves its driver alone."""
    if not _REGISTRY:
        return
    import ctypes  # takes more than a millisecond, and few programs fork while they have connections

    for connection in list(_REGISTRY):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))
        connection.broken = True
        connection.__class__ = InheritedConnection
    _REGISTRY.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
