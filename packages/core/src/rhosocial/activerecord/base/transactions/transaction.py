"""Blocks of statements that are saved together or not at all."""

from __future__ import annotations

import warnings
from types import TracebackType
from typing import Any

from ...backend.plan import TransactionOptions, arun, finish_plan, run


class TransactionBlock:
    """`with Author.transaction():` or `async with Author.atransaction():`; nested blocks are savepoints.

    Args:
        backend: The backend whose transaction it is.
        options: How the outermost block begins.
    """

    def __init__(self, backend: Any, options: TransactionOptions) -> None:
        self._backend = backend
        self._options = options
        self._entered = False

    def __del__(self) -> None:
        if not getattr(self, "_entered", True):
            text = "a transaction block was never entered, and nothing ran in it: write `with Model.transaction():`"
            warnings.warn(text, RuntimeWarning, stacklevel=2)

    def after_commit(self, callback: Any) -> None:
        """Have something called once the outermost block is committed; dropped on rollback."""
        self._backend.transaction.after_commit(callback)

    def __enter__(self) -> TransactionBlock:
        self._entered = True
        run(self._backend.begin_plan(self._options))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:  # plain bool would say that any error may be swallowed
        return run(finish_plan(self._backend, error))

    async def __aenter__(self) -> TransactionBlock:
        self._entered = True
        await arun(self._backend.begin_plan(self._options))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:  # plain bool would say that any error may be swallowed
        return await arun(finish_plan(self._backend, error))
