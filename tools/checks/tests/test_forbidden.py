"""The forbidden check lets near relatives pass and catches each spelling the project does without."""

from __future__ import annotations

import pytest

from tools.checks.forbidden import CHECK
from tools.checks.tests.conftest import Inspect

BRANCHES = [
    "if dialect == MYSQL: ...",
    "x = 1 if self.dialect != other else 2",
    "if backend.name == name: ...",
    "if self.backend().dialect.name in ('a', 'b'): ...",
    "if query.backend.name not in {'a'}: ...",
    "while dialect_name == name: ...",
    "if scheme == 'sqlite': ...",
    "if 'mysql' != scheme: ...",
    "if scheme in ['postgres', 'postgresql']: ...",
    "match dialect.name:\n    case _: ...",
    "match scheme:\n    case 'mysql' | 'mariadb': ...",
]

NO_BRANCHES = [
    "if dialect is None: ...",
    "if dialect in cache: ...",
    "if self.dialect == other.dialect: ...",
    "if column.name == name: ...",
    "if dialect.capabilities.returning: ...",
    "x = {'sqlite': 5}",
    "match node:\n    case Select(): ...",
]

SWALLOWING = [
    "try: f()\nexcept Exception: pass",
    "try: f()\nexcept BaseException as error: ...",
    "try: f()\nexcept: pass",
    "try: f()\nexcept (KeyError, Exception):\n    'never mind'",
    "for x in y:\n    try: f()\n    except Exception: continue",
    "with contextlib.suppress(Exception): f()",
    "with suppress(KeyError, BaseException): f()",
]

CATCHING = [
    "try: f()\nexcept KeyError: pass",
    "try: f()\nexcept Exception:\n    rollback()\n    raise",
    "with suppress(FileNotFoundError): f()",
]


@pytest.mark.parametrize("source", BRANCHES)
def test_a_branch_on_the_database_is_caught(inspect: Inspect, source: str) -> None:
    (found,) = inspect(CHECK, {"query/find.py": source})
    assert found.startswith("query/find.py:1: ")
    assert "branches on which database this is" in found


@pytest.mark.parametrize("source", SWALLOWING)
def test_a_swallowed_error_is_caught(inspect: Inspect, source: str) -> None:
    (found,) = inspect(CHECK, {"query/find.py": source})
    assert "swallows every error" in found


@pytest.mark.parametrize("source", [*NO_BRANCHES, *CATCHING])
def test_a_near_relative_passes(inspect: Inspect, source: str) -> None:
    assert inspect(CHECK, {"query/find.py": source}) == []


def test_a_backend_may_mention_itself_but_not_branch_on_a_dialect(inspect: Inspect) -> None:
    source = "if flavor == 'mariadb': ...\nif dialect == 'mariadb': ...\n"
    (found,) = inspect(CHECK, {"backend/impl/mysql/version.py": source})
    assert found.startswith("backend/impl/mysql/version.py:2: ")


@pytest.mark.parametrize("name", ["utils.py", "util.py"])
def test_a_file_name_that_says_nothing_is_caught(inspect: Inspect, name: str) -> None:
    (found,) = inspect(CHECK, {f"query/{name}": "", "query/utilities_of_war.py": ""})
    assert found.startswith(f"query/{name}:1: ")
