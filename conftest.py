"""What every test run of the repository says first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rhosocial.activerecord.testsuite import databases
from rhosocial.activerecord.testsuite.local_server import start_postgresql

STOP = pytest.StashKey[Callable[[], None]]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Starts a PostgreSQL where the run has none; the workers find its URL in their environment."""
    stop = start_postgresql()
    if stop is not None:
        config.stash[STOP] = stop


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the PostgreSQL that the run started."""
    if STOP in config.stash:
        config.stash[STOP]()


def pytest_report_header() -> list[str]:
    """Names the databases of this run, and why the others are left out."""
    return [f"database {database.name}: {database.why_absent or 'present'}" for database in databases()]
