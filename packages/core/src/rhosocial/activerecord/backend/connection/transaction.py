"""An open transaction: whose it is, how deep it is, and what is to happen at its end."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...interface.connection import Connection
from ...interface.errors import ConfigurationError, DatabaseError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


class Block:
    """What one block, a transaction or a savepoint, has gathered."""

    __slots__ = ("after_commit", "after_rollback", "transaction", "undo")

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.undo: list[tuple[Callable[..., None], tuple[object, ...]]] = []
        self.after_commit: list[Callable[[], object]] = []
        self.after_rollback: list[Callable[[], object]] = []


class Transaction:
    """A transaction on one connection, with a block for each savepoint.

    Attributes:
        connection: The connection that it holds until its end.
        blocks: The outermost block first.
        failed: The error after which the server takes no more statements before a rollback.
        has_ended: Whether it is over; then it counts as none for all who inherited it.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.blocks: list[Block] = []
        self.failed: BaseException | None = None
        self.has_ended = False
        self._owner = _running()

    @property
    def savepoint(self) -> str:
        """The name of the innermost savepoint."""
        return f"sp{len(self.blocks)}"

    def open_block(self) -> Block:
        """Begin to gather for one more block."""
        self.blocks.append(Block(self))
        return self.blocks[-1]

    def usable_connection(self) -> Connection:
        """Return the connection, for a statement of the transaction's.

        Raises:
            DatabaseError: The server ended the transaction after an earlier error; on some it would run the statement
                outside of it.
        """
        if self.failed is not None:
            raise DatabaseError(
                "the transaction can take no more statements after an earlier error "
                f"({reason_of(self.failed)}): leave its block"
            ) from self.failed
        return self.connection

    def fail(self, error: BaseException) -> None:
        """Have the whole transaction rolled back at its end."""
        self.failed = self.failed or error

    def is_own(self) -> bool:
        """Tell whether the running thread, task and process opened it."""
        return _running() == self._owner

    def check_owner(self) -> None:
        """Refuse a thread, task or process that only inherited the transaction.

        Raises:
            ConfigurationError: Another one opened it.
        """
        if not self.is_own():
            raise ConfigurationError(
                "this transaction belongs to another thread, task or process, which may be using its connection now: "
                "open one of its own in the new task, or start the task outside the block "
                "(before Python 3.12 asyncio.wait_for starts a task; asyncio.timeout does not)"
            )

    def on_rollback(self, undo: Callable[..., None], *arguments: object) -> None:
        """Have something undone if the current block, or one around it, is rolled back."""
        self.blocks[-1].undo.append((undo, arguments))

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Have something called once the outermost block is committed; dropped on rollback."""
        self.blocks[-1].after_commit.append(callback)

    def after_rollback(self, callback: Callable[[], object]) -> None:
        """Have something called once the block is rolled back."""
        self.blocks[-1].after_rollback.append(callback)

    def merge_block(self) -> list[Callable[[], object]]:
        """End the innermost block well: its gatherings pass to the one around it.

        Returns:
            What is to be called now; empty while blocks remain.
        """
        block = self.blocks.pop()
        if not self.blocks:
            return block.after_commit
        outer = self.blocks[-1]
        outer.undo += block.undo
        outer.after_commit += block.after_commit
        outer.after_rollback += block.after_rollback
        return []

    def undo_block(self) -> list[Callable[[], object]]:
        """Undo what the innermost block gathered, last first.

        Returns:
            What is to be called now.
        """
        block = self.blocks.pop()
        for undo, arguments in reversed(block.undo):
            undo(*arguments)
        return block.after_rollback

    def undo_all(self) -> list[Callable[[], object]]:
        """Undo what all blocks gathered, the innermost first; return what is to be called now."""
        callbacks: list[Callable[[], object]] = []
        while self.blocks:
            callbacks += self.undo_block()
        return callbacks


def reason_of(error: BaseException) -> str:
    """Return an error's first line, or its name where it says nothing."""
    return str(error).partition("\n")[0] or type(error).__name__


def running_loop() -> AbstractEventLoop | None:
    """Return the event loop that runs in this thread; without asyncio imported there is none."""
    asyncio = sys.modules.get("asyncio")
    return None if asyncio is None else asyncio._get_running_loop()


def _running() -> tuple[int, int, int]:
    """Identify the running process, thread and task."""
    in_loop = running_loop() is not None
    return os.getpid(), threading.get_ident(), id(sys.modules["asyncio"].current_task()) if in_loop else 0
