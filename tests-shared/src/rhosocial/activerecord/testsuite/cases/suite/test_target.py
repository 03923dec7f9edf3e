"""What a backend declares of itself is true."""

from __future__ import annotations

import ast
from fnmatch import fnmatchcase

import pytest

from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, Sessions, Target, modes, served_by
from rhosocial.activerecord.testsuite.plugin.selecting import CASES


@modes("sync")
async def test_every_deviation_names_a_case_and_says_why(target: Target) -> None:
    names = [name for path in CASES.rglob("test_*.py") for name in _cases(path.relative_to(CASES).as_posix())]
    for deviation in target.deviations:
        pattern = deviation.case.partition("[")[0]
        assert any(fnmatchcase(name, pattern) for name in names), f"no case is called {deviation.case}"
        assert deviation.reason
        assert deviation.link.startswith("https://")


def _cases(file: str) -> list[str]:
    tree = ast.parse((CASES / file).read_text(encoding="utf-8"))
    return [f"{file}::{node.name}" for node in tree.body if isinstance(node, ast.AsyncFunctionDef)]


async def test_one_object_of_capabilities_drives_compiler_and_suite(
    run: Runner, backends: MakeBackend, capabilities: Capabilities
) -> None:
    backend = backends()
    await run.plan(backend.prepare_plan())
    assert backend.capabilities == capabilities
    dialect = getattr(backend, "dialect", None)
    assert dialect is None or dialect.capabilities is backend.capabilities


async def test_sessions_are_told_apart(
    run: Runner, library: Library, backends: MakeBackend, sessions: Sessions
) -> None:
    first, second = backends(pool_size=1), backends(pool_size=1)
    authors = served_by(library.Author, first)
    async with run.transaction(first):
        await run(authors.create, name="Ann")
        mine = await sessions.current(first)
        other = await sessions.of(second)
        assert mine != other
        assert sessions.in_transaction(mine)
        assert not sessions.in_transaction(other)


@pytest.mark.parametrize("limit", ["max_parameters", "max_identifier"])
async def test_limits_are_sensible(capabilities: Capabilities, limit: str) -> None:
    assert getattr(capabilities, limit) >= 60
