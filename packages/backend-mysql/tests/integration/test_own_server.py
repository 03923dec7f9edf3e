"""A server that is restarted, and one whose disk is full."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhosocial.activerecord.testsuite.own_server import OwnServer, own_mariadb, own_mysql
from rhosocial.activerecord.testsuite.survival import see_a_full_disk, see_a_restart, surviving

MODES = pytest.mark.parametrize("mode", ["sync", "async"])
LARGEST_FILE = 40 * 2**20
"""More than the servers' own files have, and less than a table's would."""
MAKERS = {"mysql": own_mysql, "mariadb": own_mariadb}


@pytest.fixture(scope="module", params=MAKERS)
def made(request: pytest.FixtureRequest) -> Iterator[OwnServer]:
    """A server of the test's own, not started."""
    with tempfile.TemporaryDirectory() as folder:
        server = MAKERS[request.param](Path(folder))
        if server is None:
            pytest.skip(f"the programs of {request.param} are not installed here, so that none can be restarted")
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
