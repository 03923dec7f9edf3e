"""Compiled texts are kept by shape, and not more of them than a bound."""

from __future__ import annotations

from typing import Any

import pytest

from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.recent import Recent

from .library import QUERIES, Writer


def test_other_values_find_the_same_text(backend: StorageBackend) -> None:
    first = backend.compile(Writer.where(age=1, name="x").statement())
    assert backend.compile(Writer.where(age=2, name="y").statement()) is first


@pytest.fixture
def small(backend: StorageBackend) -> Any:
    """A backend that keeps few texts."""
    made = type(backend)()
    made._compiled = Recent(64)  # type: ignore[attr-defined]
    return made


@pytest.mark.parametrize("name", [name for name in QUERIES if name != "lock"])
def test_a_query_built_again_finds_its_text(backend: StorageBackend, name: str) -> None:
    build = QUERIES[name]
    assert backend.compile(build().statement()) is backend.compile(build().statement())


def test_lists_of_any_length_have_few_shapes(backend: StorageBackend) -> None:
    texts = {Writer.where(age__in=list(range(length))).to_sql()[0] for length in range(1, 1000)}
    assert len(texts) < 20


def test_the_cache_is_bounded(small: Any) -> None:
    for number in range(1, 300):
        small.compile(Writer.order_by(*["age"] * number).statement())
        assert len(small._compiled) <= 64
    assert len(small._compiled) > 32


def test_a_shape_in_use_outlives_those_that_are_not(small: Any) -> None:
    kept, unused = Writer.where(name="x"), Writer.where(age=1)
    text, forgotten = small.compile(kept.statement()), small.compile(unused.statement())
    for number in range(1, 300):
        small.compile(Writer.order_by(*["age"] * number).statement())
        assert small.compile(kept.statement()) is text
    assert small.compile(unused.statement()) is not forgotten
