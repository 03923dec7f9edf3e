"""What each wheel carries."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.packaging.wheels import CORE, Wheel

NAMESPACE = (
    "rhosocial/__init__.py",
    "rhosocial/activerecord/__init__.py",
    "rhosocial/activerecord/backend/__init__.py",
    "rhosocial/activerecord/backend/impl/__init__.py",
)
OPENING = """__path__ = __import__("pkgutil").extend_path(__path__, __name__)"""


def test_no_two_wheels_bring_the_same_file(wheels: tuple[Wheel, ...]) -> None:
    owners = Counter(name for wheel in wheels for name in wheel.files)
    assert [name for name, count in owners.items() if count > 1] == []


def test_only_the_core_brings_the_packages_of_the_namespace(wheels: tuple[Wheel, ...]) -> None:
    owners = {wheel.name: [name for name in NAMESPACE if name in wheel.files] for wheel in wheels}
    assert owners.pop(CORE) == list(NAMESPACE)
    assert not any(owners.values())


@pytest.mark.parametrize("name", NAMESPACE)
def test_each_package_of_the_namespace_looks_for_the_others(wheels: tuple[Wheel, ...], name: str) -> None:
    statements = ast.parse(wheels[0].read(name)).body
    docstring = isinstance(statements[0], ast.Expr)
    assert ast.dump(statements[docstring]) == ast.dump(ast.parse(OPENING).body[0])


def test_each_wheel_is_typed_and_licensed(wheels: tuple[Wheel, ...]) -> None:
    for wheel in wheels:
        assert any(name.endswith("/py.typed") for name in wheel.files), wheel.name
        assert wheel.metadata.license_expression == "Apache-2.0"
        assert wheel.metadata.license_files == ["LICENSE"]


def test_no_wheel_brings_tests_of_its_own(wheels: tuple[Wheel, ...]) -> None:
    assert [name for wheel in wheels for name in wheel.files if "/tests/" in name or "conftest" in name] == []


def test_the_core_needs_pydantic_and_typing_extensions_only(wheels: tuple[Wheel, ...]) -> None:
    needs = [need.name for need in wheels[0].metadata.requires_dist or () if need.marker is None]
    assert sorted(needs) == ["pydantic", "typing-extensions"]
