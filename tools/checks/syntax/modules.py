"""Python source files as named syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name below the source root, and its tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        """Whether this is the `__init__.py` of a package."""
        return self.path.name == "__init__.py"

    @property
    def package(self) -> str:
        """The package that relative imports of this module start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


def read_modules(roots: Sequence[Path]) -> list[Module]:
    """Parse every Python file below the source roots.

    Raises:
        SyntaxError: a file is not valid Python.
    """
    return [read_module(root, path) for root in roots for path in sorted(root.rglob("*.py"))]


def read_module(root: Path, path: Path) -> Module:
    """Parse one file and name it by its place below `root`."""
    parts = path.relative_to(root).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))
