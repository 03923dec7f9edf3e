"""Wheels that share a namespace come and go in any order without touching one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.packaging.environment import CommandFailed, Environment
from tests.packaging.wheels import CORE, Wheel

IMPORT = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
LOAD_BACKENDS = """\
from importlib.metadata import entry_points
for entry in entry_points(group="rhosocial.activerecord.backends"): print(entry.name, entry.load().__name__)
"""
ORDERS: dict[str, Callable[[Iterable[Wheel]], Iterable[Wheel]]] = {
    "core first": lambda wheels: wheels,
    "core last": lambda wheels: reversed(tuple(wheels)),
}


def _import_all(environment: Environment, wheels: Iterable[Wheel]) -> None:
    environment.run(IMPORT, *(name for wheel in wheels for name in wheel.modules))


def test_the_installed_set_is_complete(installed: Environment, wheels: tuple[Wheel, ...]) -> None:
    installed.check()
    _import_all(installed, wheels)


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_installation_does_not_matter(
    installed: Environment, wheels: tuple[Wheel, ...], order: str
) -> None:
    installed.uninstall(wheels)
    for wheel in ORDERS[order](wheels):
        installed.install_alone(wheel)
    _import_all(installed, wheels)


def test_uninstalling_one_leaves_the_others_working(installed: Environment, wheels: tuple[Wheel, ...]) -> None:
    for gone in wheels[1:]:
        installed.uninstall([gone])
        _import_all(installed, [wheel for wheel in wheels if wheel is not gone])
        for name in gone.modules:
            with pytest.raises(CommandFailed, match="ModuleNotFoundError"):
                installed.run(IMPORT, name)
        installed.install_alone(gone)


def test_the_core_can_be_taken_out_and_put_back(installed: Environment, wheels: tuple[Wheel, ...]) -> None:
    installed.uninstall(wheels[:1])
    with pytest.raises(CommandFailed, match="ModuleNotFoundError"):
        installed.run(IMPORT, f"{CORE.replace('-', '.')}.interface")
    installed.install_alone(wheels[0])
    _import_all(installed, wheels)


def test_every_backend_announced_can_be_loaded(installed: Environment) -> None:
    assert "sqlite SQLiteBackend" in installed.run(LOAD_BACKENDS).splitlines()
