"""The databases a test run may use, and where it finds them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

_SERVERS: Mapping[str, str] = {
    "postgresql": "ACTIVERECORD_TEST_POSTGRESQL_URL",
    "mariadb": "ACTIVERECORD_TEST_MARIADB_URL",
    "mysql": "ACTIVERECORD_TEST_MYSQL_URL",
}


@dataclass(frozen=True)
class Database:
    """One database of a test run.

    Attributes:
        name: what the run calls it.
        url: where it is, or None when this run has none.
        why_absent: the reason for `url` being None, empty otherwise.
    """

    name: str
    url: str | None
    why_absent: str = ""


def databases(environ: Mapping[str, str] | None = None) -> tuple[Database, ...]:
    """Lists the four databases the project is tested on: SQLite always, a server when its URL is set.

    Args:
        environ: the environment to read; the process's own by default.

    Returns:
        SQLite first, then the servers, present or not.

    Example:
        >>> [database.name for database in databases({})]
        ['sqlite', 'postgresql', 'mariadb', 'mysql']
        >>> databases({})[1].why_absent
        'ACTIVERECORD_TEST_POSTGRESQL_URL is not set'
    """
    environ = os.environ if environ is None else environ
    servers = (_server(name, variable, environ) for name, variable in _SERVERS.items())
    return (Database("sqlite", "sqlite:///:memory:"), *servers)


def _server(name: str, variable: str, environ: Mapping[str, str]) -> Database:
    url = environ.get(variable) or None
    return Database(name, url, "" if url else f"{variable} is not set")
