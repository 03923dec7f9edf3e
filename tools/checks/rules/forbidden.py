"""Spellings that the project does without."""

from __future__ import annotations

FILES = frozenset({"utils.py", "util.py"})

IDENTITIES = frozenset({"dialect", "dialect_name", "backend_name"})
NAMED = frozenset({"dialect", "backend"})
"""What says which database this is: `dialect` itself, and `.name` of a dialect or backend."""

BACKEND_FOLDER = "impl"
"""Below a folder of this name a backend may mention itself."""

EVERYTHING = frozenset({"Exception", "BaseException"})

CONTAINERS = frozenset(
    {"list", "dict", "set", "defaultdict", "deque", "OrderedDict", "Counter"}
    | {"WeakKeyDictionary", "WeakValueDictionary", "WeakSet"}
)
CHANGES = frozenset(
    {"append", "appendleft", "extend", "insert", "remove", "pop", "popleft", "popitem", "clear"}
    | {"add", "discard", "update", "setdefault", "sort", "reverse"}
)
REGISTRY = "regist"
"""A module may keep a container that changes when the name of either says that it is a registry."""
