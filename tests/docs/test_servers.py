"""The programs of the documentation give the same on every server as the pages say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from rhosocial.activerecord import create_backend
from rhosocial.activerecord.testsuite import Database, databases
from tools.docs.pages import DOCS
from tools.docs.program import Program

PAGES = ("quickstart", "models", "records", "querying", "relations", "transactions", "async", "web", "errors", "typing")
SERVERS = [
    pytest.param(database, id=database.name, marks=pytest.mark.skipif(database.url is None, reason=database.why_absent))
    for database in databases()[1:]
]


@contextmanager
def _empty_database(server: Database, name: str) -> Iterator[str]:
    """Make a database on a server and drop it in the end."""
    assert server.url is not None
    administrator = create_backend(server.url)
    administrator.execute("CREATE DATABASE {name:id}", {"name": name})
    try:
        yield urlsplit(server.url)._replace(path=f"/{name}").geturl()
    finally:
        administrator.execute("DROP DATABASE {name:id}", {"name": name})
        administrator.close()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("server", SERVERS)
def test_a_page_gives_the_same_on_a_server(server: Database, page: str) -> None:
    with _empty_database(server, f"documentation_{page}_{os.getpid()}") as url:
        Program(DOCS / f"{page}.md", lambda: create_backend(url)).run()
