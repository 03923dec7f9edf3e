"""Blocks of statements that are saved together or not at all."""

from __future__ import annotations

import warnings
from types import TracebackType
from typing import Any

from ...backend.plan import TransactionOptions, abandon_plan, arun, leave_plan, run
from ...interface.errors import ConfigurationError


class TransactionBlock:
    """`with Author.transaction():` or `async with Author.atransaction():`; nested blocks are savepoints.

    Args:
        backend: The backend whose transaction it is.
        options: How the outermost block begins.
    """

    def __init__(self, backend: Any, options: TransactionOptions) -> None:
        self._backend = backend
        self._options = options
        self._was_entered = False
        self._blocks: list[Any] = []  # more than one where it is entered again inside itself, or shared by threads

    def __del__(self) -> None:
        if not getattr(self, "_was_entered", True):
            text = "a transaction block was never entered, and nothing ran in it: write `with Model.transaction():`"
            warnings.warn(text, RuntimeWarning, stacklevel=2)
        for block in getattr(self, "_blocks", ()):
            text = "a transaction block was never left, and was rolled back: write `with Model.transaction():`"
            warnings.warn(text, ResourceWarning, stacklevel=2)
            run(abandon_plan(self._backend, block))

    def after_commit(self, callback: Any) -> None:
        """Have something called once the outermost block is committed; dropped on rollback.

        Raises:
            ConfigurationError: No transaction is open here.
        """
        transaction = self._backend.transaction
        if transaction is None:
            raise ConfigurationError("no transaction is open here, whose commit could be waited for")
        transaction.after_commit(callback)

    def __enter__(self) -> TransactionBlock:
        self._was_entered = True
        self._blocks.append(run(self._backend.begin_plan(self._options)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:  # plain bool would say that any error may be swallowed
        return run(leave_plan(self._backend, self._take(), error))

    async def __aenter__(self) -> TransactionBlock:
        self._was_entered = True
        self._blocks.append(await arun(self._backend.begin_plan(self._options)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:  # plain bool would say that any error may be swallowed
        return await arun(leave_plan(self._backend, self._take(), error))

    def _take(self) -> Any:
        """Return the block to leave: the one that is open here, or else the one that was entered last."""
        here = [block for block in self._blocks if self._backend.is_innermost(block)] or self._blocks[-1:]
        if not here:
            raise ConfigurationError("this transaction block is not open: enter it first")
        self._blocks.remove(here[0])
        return here[0]
