"""The server's sessions as a case sees and ends them."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord.backend.base import StorageBackend

from .running import Runner
from .target import Target


class Sessions:
    """What a target tells of its server's sessions; a case that asks is left out where there are none.

    Args:
        run: The case's runner.
        target: The target under test.
        admin: A backend beside the one under test, used sync.
    """

    def __init__(self, run: Runner, target: Target, admin: StorageBackend) -> None:
        self._run = run
        self._target = target
        self._admin = admin

    async def current(self, backend: StorageBackend) -> Any:
        """Return the session of the transaction that is open here."""
        try:
            return await self._target.session_id(self._run, backend)
        except NotImplementedError as error:
            pytest.skip(str(error))

    async def of(self, backend: StorageBackend) -> Any:
        """Return the session of a backend that has only one connection."""
        async with self._run.transaction(backend, read_only=True):
            return await self.current(backend)

    def kill(self, session: Any) -> None:
        """End a session from outside, and wait until it has ended."""
        self._target.kill_session(self._admin, session)

    def cancel(self, session: Any) -> None:
        """End the statement that a session runs, from outside."""
        self._target.cancel_statement(self._admin, session)

    def in_transaction(self, session: Any) -> bool:
        """Tell whether the server has a transaction open for a session."""
        return self._target.server_in_transaction(self._admin, session)
