"""The fixtures that cases ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.interface.capabilities import Capabilities

from ..environment import SETTINGS, Environment, Environments, Facts, MakeBackend
from ..features import lacking, marked
from ..models import Library
from ..running import Runner
from ..sessions import Sessions
from ..tables import Tables
from ..target import Target

FACTS = pytest.StashKey[dict[str, Facts]]()


@pytest.fixture(scope="session")
def environments(request: pytest.FixtureRequest) -> Iterator[Environments]:
    """The backends of this process."""
    made = Environments()
    yield made
    request.config.stash[FACTS] = made.facts()
    made.close()


@pytest.fixture
def environment(request: pytest.FixtureRequest, environments: Environments) -> Iterator[Environment]:
    """The target and mode that the case runs in; afterwards no connection may be out of the pool."""
    found = environments[request.param]
    if missing := lacking(found.capabilities, marked(request.node, "where")):
        pytest.skip(f"{found.target.name} has no {', '.join(missing)}, which nothing asks for in SQL")
    yield found
    found.check_nothing_held()


@pytest.fixture
def target(environment: Environment) -> Target:
    """The target under test."""
    return environment.target


@pytest.fixture
def run(environment: Environment) -> Runner:
    """The case's runner: calls the library sync or async."""
    return environment.run


@pytest.fixture
def capabilities(environment: Environment) -> Capabilities:
    """What the connected server can do."""
    return environment.capabilities


@pytest.fixture
def backends(environment: Environment) -> Iterator[MakeBackend]:
    """Makes further backends on the same database, with settings of their own; closed after the case."""
    made: list[StorageBackend] = []

    def make(**settings: Any) -> StorageBackend:
        made.append(environment.target.create_backend(**{**SETTINGS, **settings}))
        return made[-1]

    yield make
    for backend in made:
        environment.run.drive(environment.run(backend.close))


@pytest.fixture
def tables(environment: Environment) -> Iterator[Tables]:
    """Makes tables for the case's models; dropped after the case."""
    made = Tables(environment.run)
    yield made
    environment.run.drive(made.drop())


@pytest.fixture
def sessions(environment: Environment) -> Sessions:
    """The server's sessions, to be looked at and ended."""
    return Sessions(environment.run, environment.target, environment.admin)


@pytest.fixture
def library(environment: Environment, tables: Tables) -> Library:
    """The suite's own models, their tables empty."""
    made = Library(tables)
    environment.run.drive(tables.create(*made.models))
    return made
