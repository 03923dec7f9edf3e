"""A backend on each of the two servers, and models on tables of their own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend, MySQLConnectionConfig
from rhosocial.activerecord.testsuite import databases


@pytest.fixture(params=["mysql", "mariadb"])
def config(request: pytest.FixtureRequest) -> MySQLConnectionConfig:
    """Where the server is; the test is skipped where the run has none."""
    database = next(item for item in databases() if item.name == request.param)
    if database.url is None:
        pytest.skip(f"{database.name} is left out: {database.why_absent}")
    return MySQLConnectionConfig.from_url(database.url)


@pytest.fixture
def make_backend(config: MySQLConnectionConfig) -> Iterator[Callable[..., MySQLBackend]]:
    """Make backends with settings of one's own; they are closed at the end."""
    made: list[MySQLBackend] = []

    def make(**settings: Any) -> MySQLBackend:
        made.append(MySQLBackend(config.model_copy(update=settings)))
        return made[-1]

    yield make
    for backend in made:
        backend.close()


@pytest.fixture
def backend(make_backend: Callable[..., Any]) -> MySQLBackend:
    """A backend."""
    return make_backend()


@pytest.fixture
def make_table(backend: MySQLBackend) -> Iterator[Callable[..., Any]]:
    """Give a model a table of its own on the backend, dropped at the end."""
    made: list[Any] = []

    def make(model: type[ActiveRecord]) -> Any:
        name = f"t{uuid.uuid4().hex[:12]}_{model.__name__.lower()}"
        fields = {"__table_name__": name, "__module__": __name__, "__annotations__": {}}
        table: Any = type(model.__name__, (model,), fields)
        table.configure(backend)
        table.create_table()
        made.append(table)
        return table

    yield make
    for table in reversed(made):
        table.drop_table(if_exists=True)
