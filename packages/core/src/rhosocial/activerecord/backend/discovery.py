"""Finding backends by entry point, and making one by name or URL."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from ..interface.errors import BackendNotFoundError, nearest
from .base.storage import StorageBackend

GROUP = "rhosocial.activerecord.backends"
_OWN = {"sqlite": "rhosocial.activerecord.backend.impl.sqlite:SQLiteBackend"}
_EXTRAS = {"mysql": "mysql", "mariadb": "mysql", "postgresql": "postgresql", "postgres": "postgresql"}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def _entry_points() -> dict[str, str]:
    from importlib.metadata import entry_points  # takes milliseconds, and most programs name one backend only

    return _OWN | {point.name: point.value for point in entry_points(group=GROUP)}


def _load(target: str) -> type[StorageBackend]:
    module, _, attribute = target.partition(":")
    backend: type[StorageBackend] = getattr(import_module(module), attribute)
    return backend


def discover_backends() -> dict[str, type[StorageBackend]]:
    """Return every installed backend by its name."""
    return {name: _load(target) for name, target in sorted(_entry_points().items())}


def find_backend(name: str) -> type[StorageBackend]:
    """Return one backend's class.

    Raises:
        BackendNotFoundError: None of that name is installed.
    """
    if name in _OWN:
        return _load(_OWN[name])
    installed = _entry_points()
    if name not in installed:
        extra = _EXTRAS.get(name)
        missing = f', only {", ".join(sorted(installed))}; pip install "rhosocial-activerecord[{extra}]"'
        a_file = f'; a file is named by a URL: "sqlite:///{name}"' if re.search(r"[./\\]", name) else ""
        hint = missing if extra else a_file or nearest(name, installed)
        raise BackendNotFoundError(f"no backend {name!r} is installed{hint}")
    return _load(installed[name])


def create_backend(name_or_url: str, **settings: Any) -> StorageBackend:
    """Make a backend; nothing is connected yet.

    Args:
        name_or_url: `"sqlite"`, with the settings as keywords, or a URL such as `"sqlite:///library.db"`.

    Raises:
        BackendNotFoundError: No backend of that name or scheme is installed.
        ConfigurationError: A setting is not valid.

    Examples:
        >>> create_backend("sqlite", database=":memory:")
        >>> create_backend("postgresql://ann@localhost/library?pool_size=5")
    """
    scheme = _SCHEME.match(name_or_url)
    if scheme is None:
        return find_backend(name_or_url)(**settings)
    backend_class = find_backend(scheme[1].lower().partition("+")[0])
    return backend_class(backend_class.config_class.from_url(name_or_url, **settings))
