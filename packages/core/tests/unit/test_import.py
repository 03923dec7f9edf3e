"""Importing the library loads nothing that most programs never use."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATE = {
    "asyncio": "for programs with coroutines",
    "concurrent.futures": "for waiting in a queue for a connection, and for coroutines",
    "cryptography": "for encrypted fields",
    "difflib": "for the message of an error",
    "email_validator": "for fields that are e-mail addresses",
    "importlib.metadata": "for a backend that is no part of the core",
    "json": "pydantic has a faster one",
    "logging": "nothing is logged before somebody else imports it",
    "multiprocessing": "for nothing of ours",
    "pydantic.networks": "for fields that are URLs or e-mail addresses",
    "pydantic.type_adapter": "for rows into other models, and models kept as JSON",
    "sqlite3": "for a backend on SQLite",
    "unittest": "for nothing of ours",
    "urllib.request": "for nothing of ours",
}
"""Modules that importing the library must not load, and what each is for."""


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


def test_a_sync_program_on_sqlite_loads_as_little() -> None:
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
    assert {"asyncio", "concurrent.futures", "difflib", "json", "logging"}.isdisjoint(modules_after(program))


def test_every_public_name_exists() -> None:
    import rhosocial.activerecord as library

    assert len(library.__all__) == len(set(library.__all__))
    assert all(hasattr(library, name) for name in library.__all__)
