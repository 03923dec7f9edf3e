"""The conventions of sync and async twins."""

from __future__ import annotations

PREFIX = "a"

SYNC_IO = frozenset({"run", "stream", "perform"})
ASYNC_IO = frozenset({"arun", "astream", "aperform"})
"""What a function with I/O calls: a runner of plans, a stream of rows, or an operation's own way to run."""

AMBIGUOUS = frozenset(name for kind in (dict, list, set, str) for name in dir(kind))
"""Names that a call of may mean a container's or a text's method."""

DUNDERS = {"__iter__": "__aiter__", "__enter__": "__aenter__", "__exit__": "__aexit__"}
"""Special methods that Python itself gives an async form; the others can have no twin."""

ALONE = {
    "rhosocial.activerecord.relation.loading.access.read": "attribute access can't be awaited; aload is the async way",
}
"""Functions that do I/O without a twin, and why."""

KINDS = frozenset({"classmethod", "staticmethod", "property", "overload"})
"""Decorators that twins share."""

AWAITED = {"Awaitable": 0, "Coroutine": 2}
"""Types that only say a value is awaited, and which of their arguments is the value."""

ASYNC_TYPE_PREFIX = "Async"
"""What an async type's name has over its sync counterpart's: AsyncIterator, AsyncTransaction."""
