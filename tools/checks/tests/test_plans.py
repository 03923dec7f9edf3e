"""The plans check lets a plan run in every way there is, and catches one that does not."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from tools.checks.plans import CHECK
from tools.checks.tests.conftest import Inspect

PLAN_MODULE = """\
def execute(node) -> Plan[Rows]:
    return (yield Execute(node))

def nothing() -> "Plan[None]":
    return execute(None)

def run(plan: Plan[T]) -> T: ...
"""

RUNNING = {
    "delegated": "def _find_plan(key) -> Plan[int]:\n    rows = yield from _rows_plan(key)\n    return rows",
    "delegated to one of two": "def _find_plan(k) -> Plan[int]:\n    return (yield from (a_plan() if k else b_plan()))",
    "run": "def find(key):\n    return run(_find_plan(key))",
    "run by a method": "def find(self, key):\n    return self.backend().run(self._find_plan(key))",
    "run by keyword": "def find(key):\n    return run(plan=_find_plan(key))",
    "run async": "async def afind(key):\n    return await arun(_find_plan(key))",
    "handed on": "def _save_plan(self) -> Plan[int]:\n    return (yield from atomic_plan(self, self._insert_plan()))\n"
    "def atomic_plan(backend, body: Plan[T]) -> Plan[T]:\n    return (yield from body)",
    "special": "def __load_plan__(cls) -> Plan[int]:\n    yield from cls.__rows_plan__()",
    "forwarded": "def _find_plan(key) -> Plan[int]:\n    return _rows_plan(key)",
    "forwarded by choice": "def _f_plan(k) -> Plan[int]:\n    'F.'\n    if k: return a_plan()\n    return b_plan()",
    "forwarded under a quoted type": 'def _find_plan(key) -> "plan.Plan[int]":\n    return super()._find_plan(key)',
    "named, not called": "HANDLERS = {'find': _find_plan}",
    "overridden later": "def _find_plan(key) -> Plan[int]:\n    raise NotImplementedError",
}

IDLE = {
    "statement": "def _find_plan(key):\n    _check_plan(key)\n    yield from _rows_plan(key)",
    "value": "def _find_plan(key):\n    rows = self._rows_plan(key)\n    yield from other_plan()",
    "condition": "def _find_plan(key):\n    if _exists_plan(key):\n        yield from other_plan()",
    "condition of a choice": "def _find_plan(k):\n    yield from (a_plan() if b_plan() else c_plan())",
    "loop": "def find(key):\n    for row in _rows_plan(key):\n        print(row)",
    "argument": "def find(key):\n    return list(_rows_plan(key))",
    "argument of a runner's argument": "def find(key):\n    return run(wrap(_rows_plan(key)))",
    "result of a generator": "def _find_plan(key) -> Plan[int]:\n    yield from a_plan()\n    return _rows_plan(key)",
    "result of what is no plan": "def find(key) -> int:\n    return _rows_plan(key)",
    "forwarded from a try": "def _f_plan() -> Plan[int]:\n    try:\n        return a_plan()\n    finally:\n        f()",
    "forwarded by a generator": "def _f_plan(k) -> Plan[int]:\n    return (yield from a_plan()) if k else b_plan()",
    "forwarded after work": "def _find_plan(key) -> Plan[int]:\n    key.assign()\n    return a_plan()",
    "awaited": "async def find(key):\n    return await _rows_plan(key)",
    "lambda": "def find(key):\n    return run(lambda: _rows_plan(key))",
    "called on": "def find(key):\n    return _rows_plan(key).send(None)",
    "special": "def __load_plan__(cls) -> Plan[int]:\n    cls.__rows_plan__()\n    yield from other_plan()",
    "handed to a plan that takes none": "def _find_plan(key) -> Plan[int]:\n    yield from other_plan(_rows_plan(key))",
    "module level": "rows = _rows_plan(1)",
}


@pytest.mark.parametrize("how", RUNNING)
def test_a_plan_that_runs_passes(inspect: Inspect, how: str) -> None:
    in_class = "class Query:\n" + indent(RUNNING[how], "    ")
    assert inspect(CHECK, {"query/module.py": RUNNING[how], "query/method.py": in_class}) == []


@pytest.mark.parametrize("how", IDLE)
def test_a_plan_that_does_not_run_is_caught(inspect: Inspect, how: str) -> None:
    in_class = "class Query:\n" + indent(IDLE[how], "    ")
    found = inspect(CHECK, {"query/module.py": IDLE[how], "query/method.py": in_class})
    assert [each.partition(":")[0] for each in found] == ["query/method.py", "query/module.py"]
    assert all("is called but never run" in each for each in found)


@pytest.mark.parametrize(
    ("start", "call"),
    [
        ("from ..backend.plan import execute", "execute(node)"),
        ("from rhosocial.activerecord.backend.plan import nothing as idle", "idle()"),
        ("from ..backend.plan.helpers import execute", "execute(node)"),
        ("from ..backend import plan", "plan.execute(node)"),
        ("from ..backend import plan as plans", "plans.nothing()"),
    ],
)
def test_a_helper_of_the_plan_module_is_a_plan(inspect: Inspect, start: str, call: str) -> None:
    bad = f"{start}\ndef _find_plan() -> Plan[int]:\n    {call}\n    yield from {call}\n"
    for place in ("backend/plan.py", "backend/plan/helpers.py"):
        (found,) = inspect(CHECK, {place: PLAN_MODULE, "query/find.py": bad})
        assert found.startswith(f"query/find.py:3: plan {call.partition('(')[0]}() is called but never run")


def test_another_function_of_a_helpers_name_is_no_plan(inspect: Inspect) -> None:
    connection = "def query(cursor, sql):\n    cursor.execute(sql)\n    execute(sql)\n"
    assert inspect(CHECK, {"backend/plan.py": PLAN_MODULE, "backend/impl/sqlite/cursor.py": connection}) == []


def test_the_plan_module_itself_is_checked(inspect: Inspect) -> None:
    module = PLAN_MODULE + "\ndef twice(node) -> Plan[None]:\n    execute(node)\n    yield from execute(node)\n"
    (found,) = inspect(CHECK, {"backend/plan.py": module})
    assert found.startswith("backend/plan.py:10: plan execute() is called but never run")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("def find(key) -> Plan[int]:\n    return _find_plan(key)", "find returns a Plan, so its name ends in _plan"),
        ("async def find_plan(key) -> int:\n    return 1", "find_plan is async"),
        ("def find_plan(key) -> int:\n    return 1", "find_plan is neither a generator nor declared"),
    ],
)
def test_a_misdeclared_plan_is_caught(inspect: Inspect, source: str, fault: str) -> None:
    (found,) = inspect(CHECK, {"query/find.py": source})
    assert found.startswith(f"query/find.py:1: {fault}")


@pytest.mark.parametrize(
    "source",
    [
        "def _find_plan(key) -> Plan[int]:\n    return (yield Execute(key))",
        "def _find_plan(key) -> Iterator[int]:\n    yield Execute(key)",
        "def find(key) -> Generator[Operation, Rows, int]:\n    yield Execute(key)",
        "def find(key):\n    yield Execute(key)",
        "def find(key) -> list[int]:\n    def rows():\n        yield 1\n    return list(rows())",
    ],
)
def test_a_bare_yield_is_caught(inspect: Inspect, source: str) -> None:
    (found,) = inspect(CHECK, {"query/find.py": source})
    assert "bare yield in " in found
    assert inspect(CHECK, {"query/find.py": "", "backend/plan/find.py": dedent(source)}) == []


@pytest.mark.parametrize(
    "source",
    [
        "def __iter__(self) -> Iterator[int]:\n    yield 1",
        "def rows(self) -> Generator[int]:\n    yield 1",
        "async def arows(self) -> AsyncGenerator[int]:\n    yield 1",
        "async def __aiter__(self) -> 'AsyncIterator[int]':\n    yield 1",
        "@contextmanager\ndef transaction(self):\n    yield 1",
        "@contextlib.asynccontextmanager\nasync def atransaction(self):\n    yield 1",
    ],
)
def test_a_generator_that_hands_out_values_passes(inspect: Inspect, source: str) -> None:
    assert inspect(CHECK, {"query/rows.py": source}) == []
