"""A virtual environment as a user of the wheels would make one."""

from __future__ import annotations

import os
import subprocess
import venv
from collections.abc import Iterable
from pathlib import Path

from tests.packaging.wheels import Wheel


class CommandFailed(Exception):
    """A command in the environment ended with an error; the message holds what it printed."""


class Environment:
    """A clean virtual environment, and what a test does in it."""

    def __init__(self, home: Path) -> None:
        venv.EnvBuilder(with_pip=True).create(home)
        self.python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def install(self, wheels: Iterable[Wheel]) -> None:
        """Install wheels together, with what they need from the index."""
        self._pip("install", *(str(wheel.path) for wheel in wheels))

    def add(self, *requirements: str) -> None:
        """Install packages from the index beside what is there."""
        self._pip("install", *requirements)

    def install_alone(self, wheel: Wheel) -> None:
        """Install one wheel over what is there, without asking for its dependencies."""
        self._pip("install", "--no-deps", "--no-index", "--force-reinstall", str(wheel.path))

    def uninstall(self, wheels: Iterable[Wheel]) -> None:
        """Remove wheels that are installed."""
        self._pip("uninstall", "--yes", *(wheel.name for wheel in wheels))

    def run(self, program: str, *arguments: str, folder: Path | None = None) -> str:
        """Run a Python program apart from the project and return what it prints; any warning is an error."""
        return self._python("-I", "-W", "error", "-c", program, *arguments, folder=folder)

    def check(self) -> str:
        """Return what `pip check` says of the installed set."""
        return self._pip("check")

    def _pip(self, *arguments: str) -> str:
        return self._python("-m", "pip", "--disable-pip-version-check", *arguments)

    def _python(self, *arguments: str, folder: Path | None = None) -> str:
        result = subprocess.run([self.python, *arguments], capture_output=True, text=True, cwd=folder, check=False)
        if result.returncode:
            raise CommandFailed(result.stdout + result.stderr)
        return result.stdout
