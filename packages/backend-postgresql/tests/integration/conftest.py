"""A backend on the real server, and models with tables of their own."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest

from rhosocial.activerecord import ActiveRecord, Column
from rhosocial.activerecord.backend.base import QueryResult
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend, PostgreSQLConnectionConfig
from rhosocial.activerecord.testsuite import databases

MakeBackend = Callable[..., PostgreSQLBackend]
PATIENCE = 30


@pytest.fixture(scope="session")
def url() -> str:
    """Where the server is."""
    database = next(database for database in databases() if database.name == "postgresql")
    if database.url is None:
        pytest.skip(f"PostgreSQL is left out: {database.why_absent}")
    return database.url


@pytest.fixture
def name() -> str:
    """A name that no other test uses: of a table, or of what the server's views call us."""
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def make_backend(url: str, name: str) -> Iterator[MakeBackend]:
    """Makes backends, which the test must leave without a connection in use."""
    made: list[PostgreSQLBackend] = []

    def make(**settings: Any) -> PostgreSQLBackend:
        settings = {"application_name": name, "pool_timeout": 10.0, **settings}
        made.append(PostgreSQLBackend(PostgreSQLConnectionConfig.from_url(url).model_copy(update=settings)))
        return made[-1]

    yield make
    for backend in made:
        backend.close()
        assert backend.pool.in_use == 0


@pytest.fixture
def backend(make_backend: MakeBackend) -> PostgreSQLBackend:
    """The backend under test."""
    return make_backend()


@pytest.fixture
def admin(make_backend: MakeBackend) -> PostgreSQLBackend:
    """Another, to look at the first from outside."""
    return make_backend(application_name="admin")


class Sessions:
    """What the server says of the sessions that the test's backends have."""

    def __init__(self, admin: PostgreSQLBackend, name: str) -> None:
        self._admin = admin
        self._name = name

    def states(self) -> list[str]:
        """Return the state of each."""
        return [session["state"] for session in self._ask()]

    def become(self, number: int) -> bool:
        """Wait until there are so many: the server notices a closed one a moment later."""
        deadline = time.monotonic() + PATIENCE
        while len(self._ask()) != number:
            if time.monotonic() > deadline:
                return False
        return True

    def running(self, text: str) -> int:
        """Return how many run a statement that holds a text."""
        return sum(session["state"] == "active" and text in session["query"] for session in self._ask())

    def kill(self) -> None:
        """End all of them from outside."""
        for session in self._ask():
            self._admin.execute("SELECT pg_terminate_backend({pid}, 5000)", {"pid": session["pid"]})

    def _ask(self) -> QueryResult:
        asked = "SELECT pid, state, query FROM pg_stat_activity WHERE application_name = {name}"
        return self._admin.execute(asked, {"name": self._name})


@pytest.fixture
def sessions(admin: PostgreSQLBackend, name: str) -> Sessions:
    """The sessions of the test's backends."""
    return Sessions(admin, name)


@pytest.fixture
def item(backend: PostgreSQLBackend, name: str) -> Iterator[type[Any]]:
    """A model with a table of its own."""

    class Item(ActiveRecord):
        __table_name__ = name
        id: int | None = None
        code: Annotated[str, Column(unique=True)]
        size: int = 0

    Item.configure(backend)
    Item.create_table()
    yield Item
    Item.drop_table(if_exists=True)
