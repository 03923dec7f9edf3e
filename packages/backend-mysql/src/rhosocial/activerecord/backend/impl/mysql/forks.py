"""Connections in a forked process, where collecting one would end the session that the parent still uses."""

from __future__ import annotations

import ctypes
import os
import weakref

_REGISTRY: weakref.WeakSet[object] = weakref.WeakSet()


def survive_forks(driver: object) -> None:
    """See to it that a child process never collects a connection of the driver's."""
    _REGISTRY.add(driver)


def _leak() -> None:
    """Give each inherited connection a reference that nobody drops: even the interpreter's end leaves it alone."""
    for driver in list(_REGISTRY):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(driver))
    _REGISTRY.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leak)
