"""Finding targets by name: `my_package.conformance:target`, or `tests/conformance.py:target`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from .target import Target


class TargetError(ValueError):
    """A name that leads to no target; the message says where it got lost."""


def find_targets(names: Iterable[str], root: Path) -> list[Target]:
    """Return the targets of these names.

    Args:
        names: Each a module, or a file below `root`, then a colon and the name of a target or of a class of them.
        root: The folder that files are relative to.

    Raises:
        TargetError: One leads nowhere, or two have the same `name`.
    """
    targets = [find_target(name, root) for name in dict.fromkeys(names)]
    seen = [target.name for target in targets]
    if twice := sorted({name for name in seen if seen.count(name) > 1}):
        raise TargetError(f"several targets are called {', '.join(twice)}: give each a name of its own")
    return targets


def find_target(name: str, root: Path) -> Target:
    """Return the target of a name; see `find_targets`."""
    place, _, attribute = name.rpartition(":")
    if not place:
        raise TargetError(f"{name!r} names no target: write my_package.my_module:target or path/to/file.py:target")
    module = _from_file(root / place) if place.endswith(".py") else _module(place)
    found = getattr(module, attribute, None)
    target = found() if isinstance(found, type) else found
    if not isinstance(target, Target):
        raise TargetError(f"{place} has no target {attribute!r}: it is {found!r}")
    return target


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise TargetError(f"{name} can't be imported: {error}") from error


def _from_file(path: Path) -> ModuleType:
    name = "conformance_target_" + "".join(letter if letter.isalnum() else "_" for letter in str(path))
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.exists():
        raise TargetError(f"there is no file {path}")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
