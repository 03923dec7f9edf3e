"""Finding targets by name: `my_package.conformance:target`, or `tests/conformance.py:target`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from .target import Target


class TargetError(ValueError):
    """A name that leads to no target; the message says where it got lost."""


class NotInstalled(TargetError):
    """A target needs a module that is not there."""


class Targets(NamedTuple):
    """The targets of a run.

    Attributes:
        found: Those that could be loaded; each may still be absent for a reason of its own.
        not_installed: For the others, which module is missing.
    """

    found: list[Target]
    not_installed: dict[str, str]

    @property
    def present(self) -> list[Target]:
        """Those that can be tested."""
        return [target for target in self.found if not target.why_absent]

    @property
    def absent(self) -> dict[str, str]:
        """Why the others can't."""
        return {target.name: target.why_absent for target in self.found if target.why_absent} | self.not_installed


def find_targets(names: Iterable[str], root: Path, optional: bool = False) -> Targets:
    """Return the targets of these names.

    Args:
        names: Each a module, or a file below `root`, then a colon and the name of a target or of a class of them.
        root: The folder that files are relative to.
        optional: Whether those whose modules are not installed are left out.

    Raises:
        TargetError: One leads nowhere, or two have the same `name`.
    """
    targets = Targets([], {})
    for name in dict.fromkeys(names):
        try:
            targets.found.append(find_target(name, root))
        except NotInstalled as error:
            if not optional:
                raise
            targets.not_installed[name] = str(error)
    _refuse_namesakes([target.name for target in targets.found])
    return targets


def _refuse_namesakes(names: list[str]) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise TargetError(f"several targets are called {', '.join(twice)}: give each a name of its own")


def find_target(name: str, root: Path) -> Target:
    """Return the target of a name; see `find_targets`."""
    place, _, attribute = name.rpartition(":")
    if not place:
        raise TargetError(f"{name!r} names no target: write my_package.my_module:target or path/to/file.py:target")
    try:
        module = _from_file(root / place) if place.endswith(".py") else import_module(place)
    except ModuleNotFoundError as error:
        raise NotInstalled(f"{place} can't be imported: {error}") from error
    found = getattr(module, attribute, None)
    target = found() if isinstance(found, type) else found
    if not isinstance(target, Target):
        raise TargetError(f"{place} has no target {attribute!r}: it is {found!r}")
    return target


def _from_file(path: Path) -> ModuleType:
    name = "conformance_target_" + "".join(letter if letter.isalnum() else "_" for letter in str(path))
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.exists():
        raise TargetError(f"there is no file {path}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[name] = module
    return module
