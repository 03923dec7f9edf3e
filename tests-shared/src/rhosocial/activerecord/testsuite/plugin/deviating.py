"""Declared deviations: each is expected to fail, and fails the run when it passes."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

import pytest

from rhosocial.activerecord.interface.capabilities import Capabilities

from ..features import lacking, marked
from ..target import Deviation
from .items import Case, case_of

PROPERTY = "conformance"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each case for the scorecard, and expect declared deviations to fail."""
    for item in items:
        case = case_of(item)
        if case is None:
            continue
        lacking(Capabilities(), [*marked(item, "requires"), *marked(item, "where")])  # refuses misspelt names
        item.user_properties.append((PROPERTY, {"backend": case.target.name, "mode": case.mode, "case": case.name}))
        for deviation in deviations_of(case):
            reason = f"{deviation.reason} ({deviation.link})"
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


def note(item: pytest.Item, **known: object) -> None:
    """Add to what reports tell of a case."""
    properties: Any = dict(item.user_properties)[PROPERTY]
    properties.update(known)


def deviations_of(case: Case) -> Iterable[Deviation]:
    """Return the deviations that a target declares for a case."""
    return [item for item in case.target.deviations if item.mode in (None, case.mode) and matches(item.case, case.name)]


def matches(pattern: str, name: str) -> bool:
    """Tell whether a deviation's pattern means a case; brackets in it mean themselves."""
    return fnmatchcase(name, pattern.replace("[", "[[]"))
