"""Every verb, terminal and expression that the public contract lists is there, on the query and on the class."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import rhosocial.activerecord as package
from rhosocial.activerecord import Query, col
from rhosocial.activerecord.query.lookup_table import LOOKUPS

from .library import Text, Writer

VERBS = [
    "where",
    "where_not",
    "order_by",
    "limit",
    "offset",
    "distinct",
    "select",
    "join",
    "left_join",
    "group_by",
    "having",
    "annotate",
    "with_cte",
    "union",
    "union_all",
    "intersect",
    "except_",
    "for_update",
    "for_share",
    "preload",
    "merge",
    "reverse",
    "none",
    "unscoped",
    "tag",
    "validated",
    "readonly",
]
TERMINALS = [
    "all",
    "first",
    "last",
    "one",
    "one_or_none",
    "get",
    "find",
    "count",
    "exists",
    "sum",
    "avg",
    "min",
    "max",
    "pluck",
    "values",
    "into",
    "ids",
    "iterate",
    "in_batches",
    "explain",
]
WRITES = ("update", "delete", "update_returning", "delete_returning")
EXPRESSION = [
    "in_",
    "not_in",
    "like",
    "ilike",
    "contains",
    "icontains",
    "startswith",
    "istartswith",
    "endswith",
    "iendswith",
    "between",
    "is_",
    "is_distinct_from",
    "is_null",
    "is_not_null",
    "cast",
    "extract",
    "asc",
    "desc",
    "__and__",
    "__or__",
    "__invert__",
    "__add__",
    "__radd__",
    "__sub__",
    "__rsub__",
    "__mul__",
    "__rmul__",
    "__truediv__",
    "__rtruediv__",
    "__mod__",
    "__rmod__",
    "__neg__",
    "__getitem__",
]
FUNCTIONS = [
    "func",
    "case",
    "literal",
    "raw",
    "not_",
    "exists",
    "count",
    "sum_",
    "avg",
    "min_",
    "max_",
    "row_number",
    "rank",
    "dense_rank",
    "lag",
    "lead",
    "coalesce",
    "outer",
    "col",
    "scope",
    "default_scope",
]
CONTRACT_LOOKUPS = [
    "eq",
    "ne",
    "gt",
    "gte",
    "lt",
    "lte",
    "in",
    "not_in",
    "between",
    "like",
    "ilike",
    "contains",
    "icontains",
    "startswith",
    "istartswith",
    "endswith",
    "iendswith",
    "regex",
    "iregex",
    "isnull",
]


@pytest.mark.parametrize("name", [*VERBS, *TERMINALS, "to_sql"])
def test_the_class_has_what_the_query_has(name: str) -> None:
    asked, own = inspect.signature(getattr(Query, name)), inspect.signature(getattr(Writer, name))
    assert list(own.parameters) == [parameter for parameter in asked.parameters if parameter != "self"]


@pytest.mark.parametrize("name", [*TERMINALS, *WRITES])
def test_what_asks_the_database_has_a_twin(name: str) -> None:
    assert callable(getattr(Query, f"a{name}"))
    if name not in WRITES:
        assert callable(getattr(Writer, f"a{name}"))


def test_a_query_is_iterated_counted_and_sliced() -> None:
    assert all(callable(getattr(Query, name)) for name in ("__iter__", "__aiter__", "__len__", "__getitem__"))


@pytest.mark.parametrize("name", EXPRESSION)
def test_an_expression_has(name: str) -> None:
    assert callable(getattr(col(Writer.name), name))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_package_has(name: str) -> None:
    assert name in package.__all__


def test_the_lookups_of_the_contract_are_there() -> None:
    assert set(CONTRACT_LOOKUPS) <= LOOKUPS.keys()


@pytest.mark.parametrize("name", ["any", "none", "count"])
def test_a_relation_is_asked(name: str) -> None:
    texts: Any = Writer.texts
    assert callable(getattr(texts, name))


def test_a_query_inside_another_has_one_column() -> None:
    chosen = Text.where(title="x").select("writer_id")
    assert [column.name for column in chosen.as_column().clauses["columns"]] == ["writer_id"]
    whole = Writer.where(name="x")
    assert [column.name for column in whole.as_column().clauses["columns"]] == ["id"]
    assert [column.name for column in whole.select("name").clauses["columns"]] == ["id", "name"]
