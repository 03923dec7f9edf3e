"""What a case asks of the server's capabilities."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from rhosocial.activerecord.interface.capabilities import Capabilities

ISOLATION_LEVELS = ("read uncommitted", "read committed", "repeatable read", "serializable")


def requires(*features: str) -> pytest.MarkDecorator:
    """Mark a case that uses features of the server.

    Where all of them are there, it must pass. Where one is missing, it must end in `UnsupportedFeatureError`, raised by
    a call that sent nothing to the server.

    Args:
        features: Names of yes-or-no fields of `Capabilities`, or isolation levels.
    """
    return pytest.mark.requires(*features)


def where(*facts: str) -> pytest.MarkDecorator:
    """Mark a case that makes sense only where the server has some traits that no statement asks for.

    Args:
        facts: Names of yes-or-no fields of `Capabilities`, such as `foreign_keys`; without one, the case is left out.
    """
    return pytest.mark.where(*facts)


def modes(*names: str) -> pytest.MarkDecorator:
    """Mark a case that makes sense only `"sync"` or only `"async"`."""
    return pytest.mark.modes(*names)


def marked(item: pytest.Item, mark: str) -> list[str]:
    """Return the arguments of all marks of a name on a case."""
    return [str(argument) for marker in item.iter_markers(mark) for argument in marker.args]


def lacking(capabilities: Capabilities, features: Iterable[str]) -> list[str]:
    """Return the features that a server lacks.

    Raises:
        ValueError: One is no capability at all.
    """
    return [feature for feature in features if not _has(capabilities, feature)]


def _has(capabilities: Capabilities, feature: str) -> bool:
    if feature in ISOLATION_LEVELS:
        return feature in capabilities.isolation_levels
    if feature not in Capabilities.features():
        raise ValueError(f"{feature!r} is no capability: {', '.join((*Capabilities.features(), *ISOLATION_LEVELS))}")
    return bool(getattr(capabilities, feature))
