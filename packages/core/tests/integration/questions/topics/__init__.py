"""The questions, a file for each topic."""

from __future__ import annotations

import importlib
import pkgutil


def load() -> None:
    """Import all topics, which registers their questions."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
