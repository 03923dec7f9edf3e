"""Names never become SQL: they are refused, or quoted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhosocial.activerecord import ActiveRecordError

from .corpus import HOSTILE
from .dialects import skeleton, unconnected
from .models import Scoped, Secret, Target
from .names import NAMES, Build

BACKENDS = unconnected()
BENIGN = dict.fromkeys(
    ["annotate", "with_cte", "with_cte alias", "alias", "JSON key", "JSON lookup", "JSON order", "JSON text",
     "raw identifier", "tag value", "tag name"],
    "extra",
)  # fmt: skip
REFUSALS = (ActiveRecordError, TypeError, ValueError, AttributeError)
POINTS = [pytest.param(name, build, id=name) for name, build in NAMES.items()]


def _skeleton(build: Build, dialect: str, name: str) -> str | None:
    """Return the SQL without its quoted names and without its comment's content; None where the name is refused."""
    for model in (Target, Secret, Scoped):
        model.configure(BACKENDS[dialect])
    try:
        sql = build(name).to_sql()[0]
    except REFUSALS:
        return None
    body, _, comment = skeleton(sql, BACKENDS[dialect].dialect.quote_character).partition(" /*")
    assert comment.count("*/") == comment.endswith("*/")
    assert "%" not in comment
    return body


def _check(point: str, build: Build, dialect: str, name: str) -> None:
    found = _skeleton(build, dialect, name)
    if found is None:
        return
    assert point in BENIGN or name in VALID or (point == "func" and _IDENTIFIER.match(name)), (
        f"{name!r} was taken for a name at {point}"
    )
    expected = {_skeleton(build, dialect, valid) for valid in (BENIGN.get(point, "id"), *VALID)}
    if point == "func":
        found = found.replace(f"{name.upper()}(", "ID(")
    assert found in expected, f"{name!r} became SQL at {point}: {found}"


_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
VALID = {
    "id",
    "name",
    "age",
    "at",
    "meta",
    "secrets",
    "text",
    "target_id",
    "join",
    "select",
    "lazy",
    "eq",
    "year",
    "inner",
    "left",
    "upper",
    "lower",
}


@pytest.mark.parametrize("dialect", BACKENDS)
@pytest.mark.parametrize(("point", "build"), POINTS)
def test_the_corpus_is_refused_or_quoted(dialect: str, point: str, build: Build) -> None:
    for name in HOSTILE:
        _check(point, build, dialect, name)


@pytest.mark.parametrize("dialect", BACKENDS)
@given(name=st.text(min_size=1, max_size=20), point=st.sampled_from(list(NAMES)))
@settings(deadline=None, max_examples=400)
def test_any_name_is_refused_or_quoted(dialect: str, name: str, point: str) -> None:
    _check(point, NAMES[point], dialect, name)


@pytest.mark.parametrize("point", BENIGN)
def test_a_plain_name_is_taken(point: str) -> None:
    assert all(_skeleton(NAMES[point], dialect, "extra") for dialect in BACKENDS)
