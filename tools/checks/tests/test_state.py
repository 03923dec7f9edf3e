"""The state check lets tables and registries pass and catches a module whose functions change what it holds."""

from __future__ import annotations

import pytest

from tools.checks.state import CHECK
from tools.checks.tests.conftest import Inspect

CHANGING = [
    "_CACHE = {}\ndef put(k, v):\n    _CACHE[k] = v",
    "_CACHE: dict[str, int] = {}\ndef drop(k):\n    del _CACHE[k]",
    "_CACHE = weakref.WeakKeyDictionary()\ndef put(k, v):\n    _CACHE.setdefault(k, v)",
    "_SEEN = set()\nclass A:\n    def see(self, x):\n        _SEEN.add(x)",
    "_LOG = [x for x in y]\nasync def log(x):\n    _LOG.append(x)",
    "_current = None\ndef switch(x):\n    global _current; _current = x",
]

STILL = [
    "WORDS = {'a': 1}\ndef word(k):\n    return WORDS[k]",
    "WORDS = {}\nWORDS['a'] = 1\nWORDS.update(b=2)",
    "_REGISTRY = {}\ndef register(k, v):\n    _REGISTRY[k] = v",
    "_registered: list[int] = []\ndef register(x):\n    _registered.append(x)",
    "_current: ContextVar[int] = ContextVar('current')\ndef switch(x):\n    _current.set(x)",
    "rows = []\ndef load(rows):\n    rows.append(1)",
    "rows = []\ndef load():\n    rows = [0]\n    rows.append(1)",
    "class A:\n    def f(self):\n        self.rows.append(1)",
]


@pytest.mark.parametrize("source", CHANGING)
def test_a_function_that_changes_its_module_is_caught(inspect: Inspect, source: str) -> None:
    (found,) = inspect(CHECK, {"query/cache.py": source})
    assert "which the module holds" in found


def test_a_module_that_is_a_registry_may_change_its_containers_but_rebind_nothing(inspect: Inspect) -> None:
    (found,) = inspect(CHECK, {"relation/registry.py": f"{CHANGING[0]}\n{CHANGING[-1]}"})
    assert "switch changes _current" in found


@pytest.mark.parametrize("source", STILL)
def test_tables_registries_and_locals_pass(inspect: Inspect, source: str) -> None:
    assert inspect(CHECK, {"query/cache.py": source}) == []
