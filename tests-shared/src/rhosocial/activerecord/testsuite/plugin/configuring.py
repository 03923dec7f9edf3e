"""What the plugin does before anything is collected."""

from __future__ import annotations

import pytest

from .reporting import Reporter
from .selecting import choose_targets

MARKS = (
    "requires(*features): the case passes where the server has them, and is refused before any SQL elsewhere",
    "where(*facts): the case makes sense only on servers with these traits",
    "modes(*names): the case makes sense only sync, or only async",
)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the backends of the run, and listen to its reports."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    choose_targets(config)
    config.pluginmanager.register(Reporter(config))
