"""Compiled texts are kept by shape, and not more of them than a bound."""

from __future__ import annotations

import pytest

from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.base import sql as sql_backend

from .library import QUERIES, Writer


def test_other_values_find_the_same_text(backend: StorageBackend) -> None:
    first = backend.compile(Writer.where(age=1, name="x").statement())
    assert backend.compile(Writer.where(age=2, name="y").statement()) is first


@pytest.mark.parametrize("name", [name for name in QUERIES if name != "lock"])
def test_a_query_built_again_finds_its_text(backend: StorageBackend, name: str) -> None:
    build = QUERIES[name]
    assert backend.compile(build().statement()) is backend.compile(build().statement())


def test_lists_of_any_length_have_few_shapes(backend: StorageBackend) -> None:
    texts = {Writer.where(age__in=list(range(length))).to_sql()[0] for length in range(1, 1000)}
    assert len(texts) < 20


def test_the_cache_is_bounded(backend: StorageBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_backend, "MAX_COMPILED", 64)
    for number in range(1, 300):
        backend.compile(Writer.order_by(*["age"] * number).statement())
        assert len(backend._compiled) <= 64


def test_a_shape_in_use_outlives_those_that_are_not(backend: StorageBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_backend, "MAX_COMPILED", 64)
    kept = Writer.where(name="x")
    text = backend.compile(kept.statement())
    for number in range(1, 300):
        backend.compile(Writer.order_by(*["age"] * number).statement())
        again = backend.compile(kept.statement())
    assert again.sql == text.sql
