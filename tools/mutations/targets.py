"""Each fault as a target of the suite: `tools.mutations.targets:equals_null`; and `sound`, which has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.testsuite import Target
from rhosocial.activerecord.testsuite.targets import find_target
from tools.mutations.faults import FAULTS, SETTINGS

REPOSITORY = Path(__file__).resolve().parents[2]


def faulty(backend: type[SQLiteBackend]) -> Target:
    """Return SQLite's own target with another backend."""
    sqlite: Any = type(find_target("packages/core/tests/conformance.py:sqlite", REPOSITORY))

    class Faulty(sqlite):  # type: ignore[misc]
        def create_backend(self, **settings: Any) -> StorageBackend:
            sound: Any = super().create_backend(**settings | SETTINGS)
            return backend(sound.config)

    made: Target = Faulty()
    return made


def __getattr__(name: str) -> Target:
    for fault in FAULTS:
        if fault.name == name:
            return faulty(fault.backend)
    if name == "sound":
        return faulty(SQLiteBackend)
    raise AttributeError(name)
