"""The databases a test run may use, and where it finds them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CHOICE = "ACTIVERECORD_TEST_DATABASES"
_SQLITE = "sqlite"
_SERVERS: Mapping[str, str] = {
    "postgresql": "ACTIVERECORD_TEST_POSTGRESQL_URL",
    "mariadb": "ACTIVERECORD_TEST_MARIADB_URL",
    "mysql": "ACTIVERECORD_TEST_MYSQL_URL",
}


class DatabaseMissing(LookupError):
    """The run asks for a database that it has no URL for, or that nobody knows."""


@dataclass(frozen=True)
class Database:
    """One database of a test run.

    Attributes:
        name: what the run calls it.
        url: where it is, or None when this run leaves it out.
        why_absent: the reason for `url` being None, empty otherwise.
    """

    name: str
    url: str | None
    why_absent: str = ""


def databases(environ: Mapping[str, str] | None = None) -> tuple[Database, ...]:
    """Lists the four databases the project is tested on: SQLite always, a server when its URL is set.

    `ACTIVERECORD_TEST_DATABASES` narrows that to the names it lists, and then each of them must be there.

    Args:
        environ: the environment to read; the process's own by default.

    Returns:
        SQLite first, then the servers, present or not.

    Raises:
        DatabaseMissing: a name in `ACTIVERECORD_TEST_DATABASES` is unknown or has no URL.

    Examples:
        >>> [database.name for database in databases({})]
        ['sqlite', 'postgresql', 'mariadb', 'mysql']
        >>> databases({})[1].why_absent
        'ACTIVERECORD_TEST_POSTGRESQL_URL is not set'
    """
    environ = os.environ if environ is None else environ
    found = tuple(_available(environ))
    asked = environ.get(CHOICE, "").replace(",", " ").split()
    return tuple(_narrowed(found, asked)) if asked else found


def _available(environ: Mapping[str, str]) -> Iterator[Database]:
    yield Database(_SQLITE, "sqlite://")
    for name, variable in _SERVERS.items():
        url = environ.get(variable) or None
        yield Database(name, url, "" if url else f"{variable} is not set")


def _narrowed(found: tuple[Database, ...], asked: list[str]) -> Iterator[Database]:
    names = [database.name for database in found]
    if unknown := sorted(set(asked) - set(names)):
        raise DatabaseMissing(f"{CHOICE} asks for {', '.join(unknown)}; there are {', '.join(names)}")
    for database in found:
        if database.name not in asked:
            yield Database(database.name, None, f"{CHOICE} does not ask for it")
        elif database.url is None:
            raise DatabaseMissing(f"{CHOICE} asks for {database.name}, but {database.why_absent}")
        else:
            yield database
