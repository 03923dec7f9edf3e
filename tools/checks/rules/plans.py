"""The conventions of plans: how they are named, declared, run, and where a bare `yield` may stand."""

from __future__ import annotations

from tools.checks.rules.layers import PACKAGE

SUFFIX = "_plan"
TYPE = "Plan"
MODULE = f"{PACKAGE}.backend.plan"

RUNNERS = frozenset({"run", "arun"})
"""Functions and methods that run a plan handed to them; so does a plan with a parameter declared `Plan[T]`."""

CONTEXT_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
ITERATORS = frozenset({"Iterator", "Iterable", "AsyncIterator", "AsyncIterable", "AsyncGenerator"})
"""Return types of a generator that hands out values to its caller and so is no plan."""
