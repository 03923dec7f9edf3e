"""Importing the library loads nothing that most programs never use."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

LATE = {
    "asyncio": "for programs with coroutines",
    "concurrent.futures": "for waiting in a queue for a connection, and for coroutines",
    "cryptography": "for encrypted fields",
    "ctypes": "for forked processes",
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

LATE_OF_OURS = {
    "backend.budget": "for tests",
    "backend.expression.ranges": "for ranges",
    "backend.impl.sqlite": "for a backend on SQLite",
    "field.encryption": "for encrypted fields",
    "field.mixins": "for models that take one",
    "field.native": "for arrays and enums of the server's own",
    "field.password": "for passwords",
    "query.plucked": "for type checkers",
    "query.raw": "for SQL of one's own",
    "relation.joined.query": "for preloading by a join",
    "relation.kinds.polymorphic": "for polymorphic relations",
    "relation.kinds.through": "for relations through another",
    "relation.upkeep.parent_row": "for counters and touched parents",
}


def modules_after(program: str) -> set[str]:
    """Run a program in a Python of its own and return the modules it loaded."""
    shown = f"{program}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def pydantics() -> set[str]:
    return modules_after("import pydantic\nclass Model(pydantic.BaseModel): ...")  # loads its search for plugins


@pytest.fixture(scope="module")
def loaded(pydantics: set[str]) -> set[str]:
    return modules_after("import rhosocial.activerecord") - pydantics


@pytest.mark.parametrize("module", [*LATE, *(f"rhosocial.activerecord.{module}" for module in LATE_OF_OURS)])
def test_import_does_not_load(loaded: set[str], module: str) -> None:
    assert module not in loaded


def test_a_sync_program_on_sqlite_loads_as_little(pydantics: set[str]) -> None:
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
    assert {"asyncio", "concurrent.futures", "ctypes", "difflib", "json", "logging"}.isdisjoint(
        modules_after(program) - pydantics
    )


@pytest.mark.parametrize("module", LATE_OF_OURS)
def test_what_is_not_loaded_is_there(module: str) -> None:
    assert find_spec(f"rhosocial.activerecord.{module}") is not None


def test_every_public_name_exists() -> None:
    import rhosocial.activerecord as library

    assert len(library.__all__) == len(set(library.__all__))
    assert all(hasattr(library, name) for name in library.__all__)
    assert set(library.__all__) <= set(dir(library))
    with pytest.raises(AttributeError, match="nothing"):
        library.nothing  # noqa: B018


@pytest.mark.parametrize("name", ["Session", "select", "Field", "Model", "Relationship"])
def test_what_other_libraries_export_is_said_as_it_is_here(name: str) -> None:
    with pytest.raises(ImportError, match=f"there is no '{name}' in rhosocial.activerecord; here it is "):
        exec(f"from rhosocial.activerecord import {name}", {})
    assert not hasattr(sys.modules["rhosocial.activerecord"], "no_such_name")


def test_no_name_of_ours_is_taken_for_another_librarys() -> None:
    from rhosocial.activerecord.query.elsewhere import IMPORTED_ELSEWHERE

    assert not IMPORTED_ELSEWHERE.keys() & set(dir(sys.modules["rhosocial.activerecord"]))
