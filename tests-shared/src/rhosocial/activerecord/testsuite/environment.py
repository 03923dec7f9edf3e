"""A target in one mode, as a test process holds it: one backend, one runner, and an administrator's backend."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.interface.capabilities import Capabilities

from .running import RUNNERS, Runner
from .target import Target

SETTINGS = {"pool_timeout": 10}
"""What the backend under test is made with: a leak shows itself soon."""


Facts = dict[str, Any]
MakeBackend = Callable[..., StorageBackend]
"""Makes another backend on the same database: `backends(pool_size=1)`."""


class Environment:
    """A target in one mode; what is connected stays so until the run ends.

    Args:
        target: The backend under test.
        mode: `"sync"` or `"async"`.
    """

    def __init__(self, target: Target, mode: str) -> None:
        self.target = target
        self.mode = mode

    @cached_property
    def run(self) -> Runner:
        """The runner, with a backend of its own."""
        return RUNNERS[self.mode](self.target.create_backend(**SETTINGS))

    @cached_property
    def admin(self) -> StorageBackend:
        """A backend beside the one under test, called sync whatever the mode."""
        return self.target.create_backend(**SETTINGS)

    @cached_property
    def capabilities(self) -> Capabilities:
        """What the connected server can do."""
        self.run.drive(self.run.plan(self.run.backend.prepare_plan()))
        return self.run.backend.capabilities

    def facts(self) -> Facts:
        """Return what a scorecard says of the server, as JSON can."""
        known = self.capabilities.as_dict()
        capabilities = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in known.items()}
        return {"server": self.target.server(self.admin), "capabilities": capabilities}

    def check_nothing_held(self) -> None:
        """Raise if a case ended with a connection out of the pool, or a task still running."""
        self.run.drive(self.run.settle())
        pool = getattr(self.run.backend, "pool", None)
        if pool is not None and pool.in_use:
            raise AssertionError(f"{pool.in_use} connections are still out of the pool after the case")

    def close(self) -> None:
        """Close what was connected."""
        for name in ("run", "admin"):
            if name in vars(self):
                vars(self)[name].close()


class Environments:
    """The environments of a test process, made when first asked for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Environment] = {}

    def __getitem__(self, key: tuple[Target, str]) -> Environment:
        target, mode = key
        if (target.name, mode) not in self._made:
            self._made[target.name, mode] = Environment(target, mode)
        return self._made[target.name, mode]

    def facts(self) -> dict[str, Facts]:
        """Return what is known of the server of each target."""
        return {environment.target.name: environment.facts() for environment in self._made.values()}

    def close(self) -> None:
        """Close all of them."""
        for environment in self._made.values():
            environment.close()
        for target in {environment.target for environment in self._made.values()}:
            target.close()
