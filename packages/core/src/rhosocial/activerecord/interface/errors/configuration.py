"""Errors of set-up: no backend, an unknown one, a model that can't be mapped."""

from __future__ import annotations

from .base import ActiveRecordError


class ConfigurationError(ActiveRecordError):
    """A model or a backend is set up in a way that can't work."""


class BackendNotFoundError(ConfigurationError, ValueError):
    """No installed backend bears the name asked for."""
