"""Running the coroutine that a case is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from rhosocial.activerecord import UnsupportedFeatureError

from ..environment import Environment
from ..features import lacking, marked
from ..running import Runner
from .deviating import note
from .items import case_of


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a case by its runner; where the server lacks what it requires, see it refused."""
    if case_of(pyfuncitem) is None:
        return None
    environment = cast("Environment", pyfuncitem.funcargs["environment"])
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    missing = lacking(environment.capabilities, marked(pyfuncitem, "requires"))
    with _driven(pyfuncitem.obj, environment.run) as call:
        if missing:
            note(pyfuncitem, unsupported=missing)
            _see_refused(environment.run, missing, lambda: call(**arguments))
        else:
            call(**arguments)
    return True


@contextmanager
def _driven(function: Callable[..., Any], runner: Runner) -> Iterator[Callable[..., Any]]:
    """Give a plain function for a case; Hypothesis calls the coroutine within, so that one is replaced meanwhile."""
    handle = getattr(function, "hypothesis", None)
    if handle is None:
        yield lambda **arguments: runner.drive(function(**arguments))
        return
    inner = handle.inner_test
    handle.inner_test = lambda *drawn, **arguments: runner.drive(inner(*drawn, **arguments))
    try:
        yield function
    finally:
        handle.inner_test = inner


def _see_refused(runner: Runner, missing: list[str], call: Callable[[], object]) -> None:
    runner.watches_refusals = True
    try:
        call()
    except UnsupportedFeatureError:
        return
    finally:
        runner.watches_refusals = False
    pytest.fail(f"the server's capabilities deny {', '.join(missing)}, and the case passed all the same", pytrace=False)
