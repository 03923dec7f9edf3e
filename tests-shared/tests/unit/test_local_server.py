"""The PostgreSQL that a run starts for itself."""

from __future__ import annotations

import importlib.util

import pytest

from rhosocial.activerecord.testsuite.local_server import PACKAGE, VARIABLE, start_postgresql


@pytest.mark.parametrize(
    "environ", [{VARIABLE: "postgresql://elsewhere"}, {"ACTIVERECORD_TEST_DATABASES": "sqlite,mysql"}]
)
def test_none_is_started_where_one_is_given_or_none_is_asked_for(environ: dict[str, str]) -> None:
    before = dict(environ)
    assert start_postgresql(environ) is None
    assert environ == before


@pytest.mark.skipif(importlib.util.find_spec(PACKAGE) is None, reason=f"{PACKAGE} is not installed")
def test_it_gives_its_address_and_goes_with_the_run() -> None:
    environ: dict[str, str] = {}
    stop = start_postgresql(environ)
    assert stop is not None
    assert environ[VARIABLE].startswith("postgresql://")
    stop()
    assert not environ
