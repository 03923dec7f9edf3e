"""The SQL of every installed backend, none of which is connected: their addresses lead nowhere."""

from __future__ import annotations

import re

from rhosocial.activerecord import create_backend
from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.discovery import discover_backends

ADDRESSES = {
    "sqlite": "sqlite:////nowhere/at/all.db",
    "postgresql": "postgresql://nobody@127.0.0.1:1/nowhere",
    "mysql": "mysql://nobody@127.0.0.1:1/nowhere",
}
_QUOTED = re.compile(r'"(?:[^"]|"")*"|`(?:[^`]|``)*`')


def unconnected() -> dict[str, StorageBackend]:
    """Return a backend for each dialect installed."""
    installed = discover_backends()
    return {name: create_backend(address) for name, address in ADDRESSES.items() if name in installed}


def skeleton(sql: str, quote: str) -> str:
    """Return SQL with each quoted name replaced by a mark: what is left must not depend on the names."""
    inside = re.escape(quote)
    return re.sub(f"{inside}(?:[^{inside}]|{inside}{inside})*{inside}", "§", sql)
