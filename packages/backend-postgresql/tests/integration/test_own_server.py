"""A server that is restarted, and one whose disk is full."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhosocial.activerecord.testsuite.own_server import OwnServer, own_postgresql
from rhosocial.activerecord.testsuite.survival import see_a_full_disk, see_a_restart, surviving

MODES = pytest.mark.parametrize("mode", ["sync", "async"])
LARGEST_FILE = 20 * 2**20 + 1024
"""The last page that fits is only written in part, as on a full disk."""


@pytest.fixture(scope="module")
def made() -> Iterator[OwnServer]:
    """A server of the test's own, not started."""
    with tempfile.TemporaryDirectory() as folder:
        server = own_postgresql(Path(folder))
        if server is None:
            pytest.skip("PostgreSQL's own programs are not installed here, so that none can be restarted")
        yield server


@MODES
def test_a_restart_reaches_no_caller(made: OwnServer, mode: str) -> None:
    with made.running(), surviving(made, mode) as run:
        run.drive(see_a_restart(run, made))


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="there is no prlimit here, which limits a server's files")
@MODES
def test_on_a_full_disk_a_block_is_saved_or_raises(made: OwnServer, mode: str) -> None:
    with made.running(largest_file=LARGEST_FILE), surviving(made, mode) as run:
        run.drive(see_a_full_disk(run))
