"""The wheels of the working tree, built once, and one clean environment for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packaging.environment import Environment
from tests.packaging.wheels import Wheel, build_wheels


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests on one worker: they share the wheels and the environment."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.xdist_group("packaging"))


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Wheel, ...]:
    """Every distribution's wheel, the core's first."""
    return tuple(build_wheels(tmp_path_factory.mktemp("wheels")))


@pytest.fixture(scope="session")
def environment(wheels: tuple[Wheel, ...], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A clean environment in which every wheel was installed by one pip command; tests may change it."""
    made = Environment(tmp_path_factory.mktemp("environment"))
    made.install(wheels)
    return made


@pytest.fixture
def installed(environment: Environment, wheels: tuple[Wheel, ...]) -> Environment:
    """The environment with every wheel in it, whatever the test before took out."""
    environment.install(wheels)
    return environment
