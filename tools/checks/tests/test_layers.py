"""The layers check lets the drawn directions pass and catches an import that runs back, and a circle."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks.layers import CHECK
from tools.checks.report import NothingToRead, findings
from tools.checks.rules.layer_table import LayerTable
from tools.checks.rules.layers import LAYERS, PACKAGE, Layer
from tools.checks.tests.conftest import Inspect

CLEAN = {
    "__init__.py": "from rhosocial.activerecord.base.record import ActiveRecord\n",
    "interface/__init__.py": "",
    "interface/errors.py": "class QueryError(Exception): ...\n",
    "backend/__init__.py": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
    "backend/expression/__init__.py": "from .column import Column\n",
    "backend/expression/column.py": "from ...interface.errors import QueryError\nclass Column: ...\n",
    "backend/plan.py": "from .expression import Column\n",
    "backend/compiler/select.py": "from ..expression import Column\nfrom ...interface import errors\n",
    "backend/dialect/base.py": "from ..compiler.select import Column\n",
    "backend/connection/pool.py": "from .. import plan\nfrom ..dialect import base\n",
    "backend/base_sql.py": "from .connection.pool import plan\n",
    "backend/impl/__init__.py": "",
    "backend/impl/sqlite/__init__.py": "from ...base_sql import plan\n",
    "backend/discovery.py": "from .impl.sqlite import plan\n",
    "field/column.py": "from ..backend.expression import Column\n",
    "query/__init__.py": "from .builder import Query\n",
    "query/builder.py": "from ..field.column import Column\nfrom ..backend.plan import Column\nclass Query: ...\n",
    "relation/path.py": "from ..query import Query\n",
    "base/record.py": "from ..relation.path import Query\nfrom ..backend.discovery import plan\n",
}

BACKWARDS = {
    "interface imports expression": ("interface/errors.py", "from ..backend.expression import Column"),
    "expression imports compiler": ("backend/expression/column.py", "from ..compiler.select import Column"),
    "compiler imports dialect": ("backend/compiler/select.py", "from ..dialect import base"),
    "compiler imports plan": ("backend/compiler/select.py", "from .. import plan"),
    "plan imports connection": ("backend/plan.py", "from .connection.pool import Pool"),
    "plan imports field": ("backend/plan.py", "from ..field.column import Column"),
    "connection imports impl": ("backend/connection/pool.py", "import rhosocial.activerecord.backend.impl.sqlite"),
    "field imports query": ("field/column.py", "from rhosocial.activerecord.query import Query"),
    "query imports dialect": ("query/builder.py", "from ..backend.dialect import base"),
    "query imports relation": ("query/builder.py", "from ..relation.path import Query"),
    "relation imports connection": ("relation/path.py", "from ..backend.connection import pool"),
    "relation imports base": ("relation/path.py", "from ..base import record"),
    "base imports impl": ("base/record.py", "from ..backend.impl.mysql import MySQLBackend"),
    "base imports connection": ("base/record.py", "from ..backend.connection.pool import plan"),
    "base imports public": ("base/record.py", "from rhosocial.activerecord import ActiveRecord"),
    "public imports impl": ("__init__.py", "from .backend.impl.sqlite import SQLiteBackend"),
    "impl imports query": ("backend/impl/sqlite/__init__.py", "from ....query import Query"),
    "query imports namespace": ("query/builder.py", "from ..backend import Backend"),
}

HIDING_PLACES = {
    "plain": "{}",
    "typing": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {}",
    "typing module": "import typing as t\nif t.TYPE_CHECKING:\n    {}",
    "function": "def late():\n    {}",
    "method": "class Late:\n    def method(self):\n        {}",
    "attempt": "try:\n    {}\nexcept ImportError:\n    raise",
}


def test_the_drawn_directions_pass(inspect: Inspect) -> None:
    assert inspect(CHECK, CLEAN) == []


@pytest.mark.parametrize("fault", BACKWARDS)
def test_an_import_that_runs_back_is_caught(inspect: Inspect, fault: str) -> None:
    path, line = BACKWARDS[fault]
    found = inspect(CHECK, {**CLEAN, path: f"{CLEAN[path]}{line}\n"})
    number = CLEAN[path].count("\n") + 1
    assert any(each.startswith(f"{path}:{number}: {fault}: ") for each in found), found


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_an_import_is_seen_wherever_it_hides(inspect: Inspect, place: str) -> None:
    hidden = HIDING_PLACES[place].format("from ..backend.dialect import base")
    assert any("query imports dialect" in each for each in inspect(CHECK, {**CLEAN, "query/builder.py": hidden}))


@pytest.mark.parametrize(
    "call",
    [
        "importlib.import_module('rhosocial.activerecord.backend.impl.sqlite')",
        "import_module('..backend.impl.sqlite', __package__)",
        "__import__('rhosocial.activerecord.backend.impl.sqlite')",
    ],
)
def test_an_import_by_call_is_seen(inspect: Inspect, call: str) -> None:
    found = inspect(CHECK, {**CLEAN, "base/late.py": f"def load():\n    return {call}\n"})
    assert [each.partition(";")[0] for each in found] == [
        "base/late.py:2: base imports impl (when a function is called): backend.impl.sqlite"
    ]


def test_a_module_in_no_layer_is_caught(inspect: Inspect) -> None:
    (found,) = inspect(CHECK, {**CLEAN, "backend/cache.py": ""})
    assert found.startswith("backend/cache.py:1: rhosocial.activerecord.backend.cache is in no layer")


def test_a_circle_in_one_layer_is_caught(inspect: Inspect) -> None:
    circle = {
        "query/a.py": "from .b import B\n",
        "query/b.py": "x = 1\nfrom .c import C\n",
        "query/c.py": "from . import a",
    }
    query = f"{PACKAGE}.query"
    assert inspect(CHECK, circle) == [f"query/a.py:1: import circle: {query}.a -> {query}.b -> {query}.c -> {query}.a"]


def test_two_circles_are_two_findings(inspect: Inspect) -> None:
    pairs = {"query/a.py": "from . import b", "query/b.py": "from . import a"}
    others = {"base/a.py": "from . import b", "base/b.py": "from . import a"}
    assert len(inspect(CHECK, {**pairs, **others})) == 2


def test_a_name_taken_from_the_package_that_loads_the_module_is_a_circle(inspect: Inspect) -> None:
    files = {"query/__init__.py": "from .builder import Query\n", "query/builder.py": "from . import Query\n"}
    (found,) = inspect(CHECK, files)
    assert "import circle" in found


def test_a_circle_through_the_package_of_an_imported_module_is_caught(inspect: Inspect) -> None:
    files = {
        "backend/dialect/types/__init__.py": "from .all import Types\n",
        "backend/dialect/types/one.py": "",
        "backend/dialect/types/all.py": "from ..quoting import quote\n",
        "backend/dialect/quoting.py": "from .types.one import One\n",
    }
    (found,) = inspect(CHECK, files)
    assert "import circle" in found


@pytest.mark.parametrize("place", ["typing", "typing module", "function", "method"])
def test_an_import_that_does_not_load_breaks_a_circle_in_one_layer(inspect: Inspect, place: str) -> None:
    files = {"query/a.py": "from .b import B\n", "query/b.py": HIDING_PLACES[place].format("from .a import A")}
    assert inspect(CHECK, files) == []


def test_the_other_branch_of_a_typing_guard_loads(inspect: Inspect) -> None:
    guarded = "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    from .a import A\n"
    (found,) = inspect(CHECK, {"query/a.py": "from .b import B\n", "query/b.py": guarded})
    assert "import circle" in found


def test_a_root_without_the_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("")
    with pytest.raises(NothingToRead, match=PACKAGE):
        findings(CHECK, [tmp_path])


def test_a_table_with_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="query imports base, which does not stand above"):
        LayerTable((Layer("query", ("query",), on=("base",)), Layer("base", ("base",), on=("query",))), PACKAGE)


@pytest.mark.parametrize("above", ["query", "relation", "base"])
@pytest.mark.parametrize("below", ["dialect", "connection", "impl"])
def test_the_table_keeps_records_and_queries_apart_from_drivers(above: str, below: str) -> None:
    assert not LayerTable(LAYERS, PACKAGE).may_import(above, below)


def test_only_discovery_may_import_a_backend() -> None:
    table = LayerTable(LAYERS, PACKAGE)
    assert [layer.name for layer in LAYERS if table.may_import(layer.name, "impl")] == ["impl", "discovery"]
