"""Building on a query never changes it, whoever builds, and needs no backend."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rhosocial.activerecord import Query, UnsupportedFeatureError, count, literal
from rhosocial.activerecord.backend.base import StorageBackend

from .library import QUERIES, Text, Writer

VERBS: dict[str, Callable[[Query[Any]], Query[Any]]] = {
    "where": lambda query: query.where(id=1),
    "where_not": lambda query: query.where_not(id=1),
    "order_by": lambda query: query.order_by("id"),
    "limit": lambda query: query.limit(1),
    "offset": lambda query: query.offset(1),
    "slice": lambda query: query[1:3],
    "distinct": lambda query: query.distinct(),
    "none": lambda query: query.none(),
    "select": lambda query: query.select("id"),
    "annotate": lambda query: query.annotate(extra=literal(1)),
    "group_by": lambda query: query.group_by("id"),
    "having": lambda query: query.having(count() > 1),
    "join_on": lambda query: query.join_on(Text.alias("further"), None, kind="cross"),
    "with_cte": lambda query: query.with_cte("further", Text.query()),
    "for_update": lambda query: query.for_update(),
    "for_share": lambda query: query.for_share(),
    "reverse": lambda query: query.reverse(),
    "merge": lambda query: query.merge(query),
    "tag": lambda query: query.tag(a=1),
    "validated": lambda query: query.validated(),
    "readonly": lambda query: query.readonly(),
    "unscoped": lambda query: query.unscoped(),
    "all_rows": lambda query: query.all_rows(),
    "preload": lambda query: query.preload(),
    "only": lambda query: query.only("id"),
}


def _state(query: Query[Any]) -> tuple[Any, ...]:
    statement = query.statement()
    return statement.shape, list(statement.values), statement.comment, dict(query.options)


@pytest.mark.parametrize("name", QUERIES)
def test_no_verb_changes_the_query_it_builds_on(name: str) -> None:
    query = QUERIES[name]()
    before = _state(query)
    for verb in VERBS.values():
        made = verb(query)
        assert made is not query
        assert _state(query) == before


@pytest.mark.parametrize("name", QUERIES)
def test_building_it_twice_gives_one_shape(name: str) -> None:
    assert QUERIES[name]().statement().shape == QUERIES[name]().statement().shape


def test_threads_share_a_query(backend: StorageBackend) -> None:
    query = Writer.where(age__gt=1).order_by("name")

    def build(number: int) -> tuple[Any, ...]:
        return query.where(name=str(number)).limit(number).to_sql()

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(build, range(200)))
    assert {sql for sql, _ in made} == {made[0][0]}
    assert [params for _, params in made] == [(1, str(number), number) for number in range(200)]
    assert "LIMIT" not in query.to_sql()[0]


def test_queries_are_built_before_anything_is_configured() -> None:
    program = (
        f"from {QUERIES['recursive'].__module__} import QUERIES\nfor build in QUERIES.values(): build().statement()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize("name", QUERIES)
def test_the_sql_is_made_without_a_connection(backend: StorageBackend, name: str) -> None:
    try:
        sql, _ = QUERIES[name]().to_sql()
    except UnsupportedFeatureError:
        assert name == "lock"
        return
    assert sql.startswith(("SELECT", "WITH"))
