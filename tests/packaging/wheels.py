"""Build the project's distributions and look into their wheels."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import ZipFile

from packaging.metadata import Metadata

REPOSITORY = Path(__file__).resolve().parents[2]
DISTRIBUTIONS = ("packages/*/pyproject.toml", "tests-shared/pyproject.toml")
CORE = "rhosocial-activerecord"


@dataclass(frozen=True)
class Wheel:
    """One built wheel."""

    path: Path

    @property
    def name(self) -> str:
        """The distribution's name."""
        return self.metadata.name

    @cached_property
    def metadata(self) -> Metadata:
        """What it says of itself; reading it validates it."""
        [name] = (name for name in self._names if name.endswith(".dist-info/METADATA"))
        return Metadata.from_email(self.read(name))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Everything in it but its own `.dist-info` folder."""
        return tuple(name for name in self._names if not name.partition("/")[0].endswith(".dist-info"))

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules it brings, dotted, but for programs."""
        sources = (name.removesuffix(".py") for name in self.files if name.endswith(".py"))
        return tuple(name.removesuffix("/__init__").replace("/", ".") for name in sources if "__main__" not in name)

    def read(self, name: str) -> bytes:
        """Return one file's content."""
        with ZipFile(self.path) as archive:
            return archive.read(name)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        with ZipFile(self.path) as archive:
            return tuple(archive.namelist())


def build_wheels(target: Path) -> Iterator[Wheel]:
    """Build every distribution into `target`, each from its own sdist, and yield the wheels, the core's first."""
    for pattern in DISTRIBUTIONS:
        for pyproject in REPOSITORY.glob(pattern):
            command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(pyproject.parent)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wheels = [Wheel(path) for path in target.glob("*.whl")]
    yield from sorted(wheels, key=lambda wheel: (wheel.name != CORE, wheel.name))
