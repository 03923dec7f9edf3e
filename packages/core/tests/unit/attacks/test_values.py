"""Values never become SQL."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhosocial.activerecord import DataError, InvalidValue

from .corpus import HOSTILE
from .dialects import unconnected
from .models import Secret, Target
from .values import VALUES, Build

BACKENDS = unconnected()
POINTS = [pytest.param(build, id=name) for name, build in VALUES.items()]


def _sql(build: Build, backend: object, text: str) -> str | None:
    """Return the SQL for a value; None where the value itself is refused, as NUL is by some servers."""
    Target.configure(backend)
    Secret.configure(backend)
    try:
        return build(text).to_sql()[0]
    except (InvalidValue, DataError):
        return None


@pytest.mark.parametrize("dialect", BACKENDS)
@pytest.mark.parametrize("build", POINTS)
def test_the_text_is_the_same_for_the_corpus(dialect: str, build: Build) -> None:
    plain = _sql(build, BACKENDS[dialect], "plain")
    assert plain is not None
    for text in HOSTILE:
        assert _sql(build, BACKENDS[dialect], text) in (plain, None), text


@pytest.mark.parametrize("dialect", BACKENDS)
@given(text=st.text(max_size=30), build=st.sampled_from(list(VALUES.values())))
@settings(deadline=None, max_examples=300)
def test_the_text_is_the_same_for_any_text(dialect: str, text: str, build: Build) -> None:
    assert _sql(build, BACKENDS[dialect], text) in (_sql(build, BACKENDS[dialect], "plain"), None)


@pytest.mark.parametrize("dialect", BACKENDS)
@given(number=st.integers())
@settings(deadline=None)
def test_numbers_are_parameters_too(dialect: str, number: int) -> None:
    """A negative one behind a minus sign would otherwise begin a comment."""
    for model in (Target, Secret):
        model.configure(BACKENDS[dialect])
    try:
        sql = Target.where(-Target.age - number < number).to_sql()[0]
    except (InvalidValue, DataError):
        assert not -(2**63) <= number < 2**63
        return
    assert sql == Target.where(-Target.age - 1 < 1).to_sql()[0]
    assert "--" not in sql
