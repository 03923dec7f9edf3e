"""Importing the library loads nothing that most programs never use."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATE = [
    "asyncio", "concurrent.futures", "cryptography", "difflib", "email_validator", "importlib.metadata",
    "multiprocessing", "sqlite3", "unittest", "urllib.request",
]  # fmt: skip


def modules_after(program: str) -> set[str]:
    """Run a program in a Python of its own and return the modules it loaded."""
    shown = f"{program}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    pydantic = "import pydantic\nclass Model(pydantic.BaseModel): ..."  # loads pydantic's search for plugins
    return modules_after("import rhosocial.activerecord") - modules_after(pydantic)


@pytest.mark.parametrize("module", LATE)
def test_import_does_not_load(loaded: set[str], module: str) -> None:
    assert module not in loaded


def test_a_sync_program_on_sqlite_never_loads_asyncio() -> None:
    program = """
from rhosocial.activerecord import ActiveRecord
class Thing(ActiveRecord):
    name: str = ""
Thing.configure("sqlite://")
Thing.create_table()
Thing.create(name="a")
with Thing.transaction():
    Thing.where(Thing.name == "a").all()
"""
    assert {"asyncio", "concurrent.futures", "difflib"}.isdisjoint(modules_after(program))


def test_every_public_name_exists() -> None:
    import rhosocial.activerecord as library

    assert len(library.__all__) == len(set(library.__all__))
    assert all(hasattr(library, name) for name in library.__all__)
