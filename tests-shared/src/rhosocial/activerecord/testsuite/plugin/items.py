"""What the plugin knows of a collected case."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ..target import Target
from .selecting import CASES


class Case(NamedTuple):
    """A case on one backend in one mode.

    Attributes:
        name: As deviations and scorecards call it: `types/test_text.py::test_nul`.
        target: The backend.
        mode: `"sync"` or `"async"`.
    """

    name: str
    target: Target
    mode: str

    @property
    def area(self) -> str:
        """The folder it is in."""
        return self.name.partition("/")[0]


def case_of(item: pytest.Item) -> Case | None:
    """Return what case an item is; None for other tests."""
    callspec = getattr(item, "callspec", None)
    if callspec is None or "environment" not in callspec.params or not item.path.is_relative_to(CASES):
        return None
    target, mode = callspec.params["environment"]
    rest = callspec.id.removeprefix(f"{target.name}-{mode}").removeprefix("-")
    name = f"{item.path.relative_to(CASES).as_posix()}::{getattr(item, 'originalname', item.name)}"
    return Case(f"{name}[{rest}]" if rest else name, target, mode)
