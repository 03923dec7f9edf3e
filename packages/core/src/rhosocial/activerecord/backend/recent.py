"""A bounded dict that keeps what was used lately."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """Values by key in two generations: when the young one is full it becomes the old one, and the old is dropped.

    So a value in use survives, as with a list ordered by use; but finding one is a single look into a dict, and
    nothing is written for it.

    Args:
        size: How many values are kept at most.

    Attributes:
        young: What was put, or found again, since the last change of generations.
        old: What was young before.
    """

    def __init__(self, size: int) -> None:
        self._half = max(size // 2, 1)
        self._lock = threading.Lock()
        self.young: dict[Hashable, V] = {}
        self.old: dict[Hashable, V] = {}

    def get(self, key: Hashable) -> V | None:
        """Return a value; None where it is not kept."""
        value = self.young.get(key)
        if value is None:
            value = self.old.get(key)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: Hashable, value: V) -> None:
        """Keep a value."""
        with self._lock:
            if len(self.young) >= self._half and key not in self.young:
                self.old, self.young = self.young, {}
            self.young[key] = value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self.old, self.young = {}, {}

    def __len__(self) -> int:
        return len(self.young) + len(self.old.keys() - self.young.keys())
