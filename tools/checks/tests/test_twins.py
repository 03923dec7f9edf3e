"""The twins check lets true pairs pass and catches a missing twin and every difference between two."""

from __future__ import annotations

from textwrap import indent

import pytest

from tools.checks.rules import twins
from tools.checks.tests.conftest import Inspect
from tools.checks.twins import CHECK

PAIRS = {
    "plain": (
        "def find(self, key: int, /, *, lock: bool = False) -> Self:\n    return run(self._plan(key))",
        "async def afind(self, key: int, /, *, lock: bool = False) -> Self:\n    return await arun(self._plan(key))",
    ),
    "class method": (
        "@classmethod\ndef find(cls, **values: object) -> 'Self | None':\n    return run(cls._plan())",
        "@classmethod\nasync def afind(cls, **values: object) -> Self | None:\n    return await arun(cls._plan())",
    ),
    "returned awaitable": (
        "def count(self) -> int:\n    return run(self._plan())",
        "def acount(self) -> Awaitable[int]:\n    return arun(self._plan())",
    ),
    "returned coroutine": (
        "def count(self) -> int:\n    return run(self._plan())",
        "def acount(self) -> Coroutine[Any, Any, int]:\n    return arun(self._plan())",
    ),
    "iteration": (
        "def iterate(self, chunk: int = 1000) -> Iterator[M]:\n    return run(self._plan())",
        "def aiterate(self, chunk: int = 1000) -> AsyncIterator[M]:\n    return arun(self._plan())",
    ),
    "special methods": (
        "def __iter__(self) -> Iterator[M]:\n    return iter(run(self._plan()))",
        "async def __aiter__(self) -> AsyncIterator[M]:\n    await arun(self._plan())",
    ),
    "stream": (
        "def batches(self) -> Iterator[list[M]]:\n    return stream(self._backend, self._select)",
        "def abatches(self) -> AsyncIterator[list[M]]:\n    return astream(self._backend, self._select)",
    ),
    "context manager": (
        "def transaction(self) -> AbstractContextManager[None]:\n    return run(self._plan())",
        "def atransaction(self) -> AbstractAsyncContextManager[None]:\n    return arun(self._plan())",
    ),
    "callback": (
        "def retry(self, fn: Callable[[int], T]) -> T:\n    return run(self._plan(fn))",
        "async def aretry(self, fn: 'Callable[[int], Awaitable[T]]') -> T:\n    return await arun(self._plan(fn))",
    ),
    "overloads": (
        "@overload\ndef pluck(self, a: A) -> list[A]: ...\n"
        "@overload\ndef pluck(self, a: A, b: B) -> list[tuple[A, B]]: ...",
        "@overload\nasync def apluck(self, a: A) -> list[A]: ...\n"
        "@overload\nasync def apluck(self, a: A, b: B) -> list[tuple[A, B]]: ...",
    ),
}

SYNC = "def find(self, key: int = 1) -> Self:\n    return run(self._find_plan(key))"

DIFFERENCES = [
    "async def afind(self, key: int) -> Self: ...",
    "async def afind(self, key: int = 2) -> Self: ...",
    "async def afind(self, key: str = 1) -> Self: ...",
    "async def afind(self, k: int = 1) -> Self: ...",
    "async def afind(self, *, key: int = 1) -> Self: ...",
    "async def afind(self, key: int = 1, lock: bool = False) -> Self: ...",
    "async def afind(self, key: int = 1) -> Self | None: ...",
    "async def afind(self, key: int = 1): ...",
    "@classmethod\nasync def afind(self, key: int = 1) -> Self: ...",
]


def query(*functions: str) -> dict[str, str]:
    return {"query/builder.py": "class Query:\n" + "".join(indent(function, "    ") + "\n" for function in functions)}


@pytest.mark.parametrize("kind", PAIRS)
def test_a_pair_passes(inspect: Inspect, kind: str) -> None:
    sync, twin = PAIRS[kind]
    assert inspect(CHECK, query(sync, twin)) == []
    assert inspect(CHECK, query(twin, sync)) == []


@pytest.mark.parametrize("kind", sorted(PAIRS.keys() - {"overloads"}))
def test_a_missing_twin_is_caught(inspect: Inspect, kind: str) -> None:
    sync, twin = PAIRS[kind]
    (missing_async,) = inspect(CHECK, query(sync))
    (missing_sync,) = inspect(CHECK, query(twin))
    assert "does I/O and has no async twin" in missing_async
    assert "does async I/O and has no sync twin" in missing_sync


@pytest.mark.parametrize("twin", DIFFERENCES)
def test_a_difference_is_caught(inspect: Inspect, twin: str) -> None:
    (found,) = inspect(CHECK, query(SYNC, twin))
    assert ": Query.afind differs from find: " in found


def test_an_overload_of_one_twin_alone_is_caught(inspect: Inspect) -> None:
    sync, twin = PAIRS["overloads"]
    (found,) = inspect(CHECK, query(sync, twin, "@overload\nasync def apluck(self) -> None: ..."))
    assert "Query.apluck differs from pluck" in found


def test_a_twin_that_is_sync_is_no_twin(inspect: Inspect) -> None:
    found = inspect(CHECK, query(SYNC, SYNC.replace("find(", "afind(", 1)))
    assert [each.partition(": ")[2] for each in found] == [
        "Query.find does I/O and has no async twin afind",
        "Query.afind does I/O and has no async twin aafind",
    ]


def test_a_twin_in_another_class_is_no_twin(inspect: Inspect) -> None:
    files = {**query(SYNC), "base/record.py": "class Record:\n    async def afind(self, key: int = 1) -> Self: ...\n"}
    assert inspect(CHECK, files) == ["query/builder.py:2: Query.find does I/O and has no async twin afind"]


def test_io_through_a_neighbour_counts(inspect: Inspect) -> None:
    first = "def first(self) -> M:\n    return self._rows()"
    rows = "def _rows(self) -> M:\n    return run(self._rows_plan())"
    assert inspect(CHECK, query(first, rows)) == [
        "query/builder.py:2: Query.first does I/O and has no async twin afirst"
    ]


def test_a_function_of_a_neighbours_name_is_another(inspect: Inspect) -> None:
    _, twin = PAIRS["plain"]
    sync, _ = PAIRS["plain"]
    assert inspect(CHECK, query(sync, twin, "def annotate(self) -> Self:\n    return find(self)")) == []


def test_a_twin_that_stands_in_for_a_backend_without_one_may_be_concrete(inspect: Inspect) -> None:
    sync = "@abstractmethod\ndef open(self) -> Connection: ..."
    twin = "async def aopen(self) -> Connection:\n    return await to_thread(self.open)"
    assert inspect(CHECK, query(sync, twin)) == []


def test_what_stands_alone_by_right_passes_while_it_needs_to(inspect: Inspect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(twins.ALONE, "rhosocial.activerecord.query.builder.Query.find", "a reason")
    assert inspect(CHECK, query(SYNC)) == []
    (found,) = inspect(CHECK, query("def find(self) -> int: ..."))
    assert "Query.find has no fault" in found


RECORD = """\
class Record:
    def save(self) -> bool:
        return run(self._save_plan())
    async def asave(self) -> bool:
        return await arun(self._save_plan())
    {}
"""


@pytest.mark.parametrize(
    ("function", "fault"),
    [
        (
            "def find(cls, key: int = 1) -> Self:\n        return Query(cls).find(key)",
            "find does I/O and has no async twin",
        ),
        (
            "def find_by(cls) -> Self:\n        return Query(cls).limit(1).search()",
            "find_by does I/O and has no async twin",
        ),
        (
            "async def afind_by(cls) -> Self:\n        return await Query(cls).afind()",
            "afind_by does async I/O and has no",
        ),
        ("async def refresh(self) -> None:\n        await sleep(1)", "refresh does async I/O, so its name"),
    ],
)
def test_what_hands_on_to_another_class_is_caught_in_a_class_of_twins(
    inspect: Inspect, function: str, fault: str
) -> None:
    search = [each.replace("find", "search") for each in PAIRS["plain"]]
    (found,) = inspect(CHECK, {**query(*PAIRS["plain"], *search), "base/record.py": RECORD.format(function)})
    assert f"Record.{fault}" in found


@pytest.mark.parametrize(
    "function",
    [
        "def place(self) -> int:\n        return self.text.index(self.mark)",
        "def where(self) -> Query:\n        return find(self)",
        "def __iter__(self) -> Iterator[int]:\n        return iter(self.loaded)",
    ],
)
def test_what_does_no_io_passes_in_a_class_of_twins(inspect: Inspect, function: str) -> None:
    others = [
        PAIRS["plain"],
        PAIRS["special methods"],
        [each.replace("count", "index") for each in PAIRS["returned awaitable"]],
    ]
    tree = query(*(function for pair in others for function in pair))
    assert inspect(CHECK, {**tree, "base/record.py": RECORD.format(function)}) == []


def test_module_functions_are_checked(inspect: Inspect) -> None:
    source = "def create_tables(*models: M) -> None:\n    run(create_plan(models))\n"
    assert inspect(CHECK, {"base/tables.py": source}) == [
        "base/tables.py:1: create_tables does I/O and has no async twin acreate_tables"
    ]


def test_an_async_function_without_the_prefix_is_caught(inspect: Inspect) -> None:
    (found,) = inspect(CHECK, query("async def refresh(self) -> None:\n    await arun(self._plan())"))
    assert found.endswith("Query.refresh does async I/O, so its name is 'a' and that of its sync twin")


@pytest.mark.parametrize(
    "source",
    [
        "def __len__(self) -> int:\n    return run(self._count_plan())",
        "def _load(self) -> None:\n    run(self._load_plan())",
        "def add(self) -> Self: ...\ndef dd(self) -> None: ...",
        "def where(self) -> Self:\n    return self.clone()",
    ],
)
def test_what_needs_no_twin_passes(inspect: Inspect, source: str) -> None:
    assert inspect(CHECK, query(source)) == []
