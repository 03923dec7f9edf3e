"""Inside JSON: a value is compared as what it is there, and means the same on every server."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, col, count
from rhosocial.activerecord.testsuite import Runner, Tables, requires

pytestmark = requires("json_paths")

VALUES: list[Any] = [
    True, False, 0, 1, -1, 2, 10, 1.0, 1.5, -0.5, 1e300, 2**53 + 1, "", "a", "A", "abc", "é", "e", "a ", "0", "1",
    "true", "null", "[]", "it's", 'q"q', "b\\s", "50%", [], [1, 2], [1.0, 2], ["a"], {}, {"b": 1, "a": "x"},
    {"a": "x", "b": 1}, {"a": {"c": 1, "b": [True, None]}}, None,
]  # fmt: skip
KEYS = ["plain", "a.b", "it's", "sp ace", "ünï", "50%", "%s", "$x", "a-b", "0", "?", "a[0]", "*", ":x", "{x}", "__x"]


def _same(left: Any, right: Any) -> bool:
    """Tell whether two values are the same in JSON, where true is no number."""
    if isinstance(left, (dict, list)) and type(left) is type(right) and len(left) == len(right):
        keys = left if isinstance(left, dict) else range(len(left))
        return all((not isinstance(left, dict) or key in right) and _same(left[key], right[key]) for key in keys)
    number = [isinstance(value, (int, float)) and not isinstance(value, bool) for value in (left, right)]
    return left == right if all(number) else type(left) is type(right) and left == right


@pytest.fixture
def documents(run: Runner, tables: Tables) -> Any:
    """A document for each value, at the top, in an object and in an array; one without it, and one that is NULL."""

    class Document(ActiveRecord):
        data: dict[str, Any] | None = None

    run.drive(tables.create(Document))
    rows: list[dict[str, Any]] = [{"data": {"v": value, "in": {"v": value}, "at": [0, value]}} for value in VALUES]
    run.drive(run(Document.insert_many, [*rows, {"data": {}}, {"data": None}]))
    return Document


async def _found(run: Runner, query: Any) -> list[int]:
    found: list[int] = await run(query.order_by("id").ids)
    return [key - 1 for key in found]


@pytest.mark.parametrize("path", ["v", "in__v", "at__1"])
async def test_equal_is_what_python_calls_equal(run: Runner, documents: Any, path: str) -> None:
    for wanted in VALUES[:-1]:
        same = [place for place, value in enumerate(VALUES) if _same(value, wanted)]
        other = [place for place, value in enumerate(VALUES) if value is not None and place not in same]
        assert await _found(run, documents.where(**{f"data__{path}": wanted})) == same, wanted
        assert await _found(run, documents.where(**{f"data__{path}__ne": wanted})) == other, wanted
        assert await _found(run, documents.where_not(**{f"data__{path}": wanted})) == other, wanted


async def test_a_missing_value_and_null_are_null(run: Runner, documents: Any) -> None:
    nothing = [len(VALUES) - 1, len(VALUES), len(VALUES) + 1]
    assert await _found(run, documents.where(data__v=None)) == nothing
    assert await _found(run, documents.where(data__v__isnull=True)) == nothing
    assert await _found(run, documents.where(data__v__isnull=False)) == list(range(len(VALUES) - 1))
    assert await _found(run, documents.where(data__isnull=True)) == nothing[-1:]
    assert await _found(run, documents.where(data__no__such__key=None)) == list(range(len(VALUES) + 2))


async def test_a_list_may_mix_kinds(run: Runner, documents: Any) -> None:
    wanted = [1, "a", True, None]
    expected = [place for place, value in enumerate(VALUES) if any(_same(value, item) for item in wanted)]
    nothing = [len(VALUES), len(VALUES) + 1]
    assert await _found(run, documents.where(data__v__in=wanted)) == [*expected, *nothing]


@pytest.mark.parametrize(
    ("lookup", "value", "kept"),
    [
        ("gt", 1, lambda value: value > 1),
        ("gte", 1.5, lambda value: value >= 1.5),
        ("lt", 1, lambda value: value < 1),
        ("lte", -0.5, lambda value: value <= -0.5),
        ("between", (0, 2), lambda value: 0 <= value <= 2),
    ],
)
async def test_numbers_are_ordered_among_themselves(
    run: Runner, documents: Any, lookup: str, value: Any, kept: Any
) -> None:
    numbers = {place: number for place, number in enumerate(VALUES) if type(number) in (int, float)}
    expected = [place for place, number in numbers.items() if kept(number)]
    assert await _found(run, documents.where(**{f"data__v__{lookup}": value})) == expected


@pytest.mark.parametrize(
    ("lookup", "value", "kept"),
    [
        ("gt", "a", lambda value: value > "a"),
        ("lte", "a", lambda value: value <= "a"),
        ("between", ("a", "b"), lambda value: "a" <= value <= "b"),
    ],
)
async def test_texts_are_ordered_among_themselves(
    run: Runner, documents: Any, lookup: str, value: Any, kept: Any
) -> None:
    """Only lower-case letters are compared here: the order of others is the database's own."""
    texts = {place: text for place, text in enumerate(VALUES) if isinstance(text, str) and re.match("[a-z]+$", text)}
    found = await _found(run, documents.where(**{f"data__v__{lookup}": value}))
    assert all(isinstance(VALUES[place], str) for place in found)
    assert [place for place in found if place in texts] == [place for place, text in texts.items() if kept(text)]


@pytest.mark.parametrize(
    ("lookup", "text", "expected"),
    [
        ("contains", "a", {"a", "abc", "a "}),
        ("icontains", "A", {"a", "abc", "a ", "A"}),
        ("startswith", "a", {"a", "abc", "a "}),
        ("endswith", "c", {"abc"}),
        ("contains", "%", {"50%"}),
        ("contains", '"', {'q"q'}),
        ("contains", "\\", {"b\\s"}),
        ("like", "a_c", {"abc"}),
        ("regex", "^a.c$", {"abc"}),
        ("iregex", "^A.C$", {"abc"}),
    ],
)
async def test_text_is_searched_without_its_quotes(
    run: Runner, documents: Any, lookup: str, text: str, expected: set[str]
) -> None:
    found = await _found(run, documents.where(**{f"data__v__{lookup}": text}))
    assert {VALUES[place] for place in found if isinstance(VALUES[place], str)} == expected


async def test_values_come_out_as_they_are(run: Runner, documents: Any) -> None:
    inside = col(documents.data)["in"]["v"]
    found = await run(documents.order_by("id").pluck, inside)
    assert [value for value, wanted in zip(found, VALUES) if not _same(value, wanted)] == []
    assert found[len(VALUES) :] == [None, None]
    assert [type(value) for value in found[:3]] == [bool, bool, int]


async def test_a_value_inside_names_a_group(run: Runner, documents: Any) -> None:
    kinds = documents.where(data__v__in=["a", 10, True]).annotate(v=col(documents.data)["v"])
    found = await run(kinds.group_by("v").annotate(n=count()).pluck, "v", "n")
    assert sorted(map(repr, found)) == ["('a', 1)", "(10, 1)", "(True, 1)"]


async def test_a_value_inside_is_cast(run: Runner, documents: Any) -> None:
    numbers = documents.where(data__v__between=(-1, 10))
    value = col(documents.data)["v"]
    assert await run(numbers.order_by(value.cast(float), "id").pluck, value.cast(float)) == sorted(
        float(item) for item in VALUES if type(item) in (int, float) and -1 <= item <= 10
    )
    assert await run(documents.where(data__v="abc").pluck, value.text) == ["abc"]


@pytest.mark.parametrize("key", KEYS)
async def test_any_key_is_a_key(run: Runner, documents: Any, key: str) -> None:
    made = await run(documents.create, data={key: "here", "other": {key: {key: 1}}})
    data = col(documents.data)
    assert await run(documents.where(data[key] == "here").ids) == [made.id]
    assert await run(documents.where(data["other"][key][key] == 1).ids) == [made.id]
