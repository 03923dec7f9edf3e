"""Runs one of the project's scripts (demo, test, check, ...) on a machine that has only Python and its venv module.

The first run makes a virtual environment with hatch under `.hatch/`; hatch then makes the environment of the script
there too, whatever a hatch of the user's own is configured to do.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".hatch" / "python{}.{}".format(*sys.version_info)
HATCH = "hatch>=1.18"
OLDEST_PYTHON = (3, 10)


class BootstrapError(Exception):
    """Something the machine lacks; the message says what."""


def hatch_program() -> Path:
    """Returns the project's own hatch, installing it on the first run."""
    home = STATE / "bootstrap"
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    program = programs / ("hatch.exe" if os.name == "nt" else "hatch")
    if not program.exists():
        print(f"Preparing {home.relative_to(ROOT)} (first run only)", file=sys.stderr, flush=True)
        make_environment(home)
        install_hatch(programs / "python")
    return program


def make_environment(home: Path) -> None:
    """Makes an empty virtual environment with pip in it, in place of a half-made one."""
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(home)
    except subprocess.CalledProcessError as error:
        message = "Python's venv module can't install pip; on Debian and Ubuntu run: apt install python3-venv"
        raise BootstrapError(message) from error


def install_hatch(python: Path) -> None:
    """Installs hatch with pip, as pip is configured on this machine."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", HATCH]
    if subprocess.run(command, check=False).returncode:
        raise BootstrapError(f"pip could not install {HATCH}; its message is above")


def run_script(script: str, arguments: list[str]) -> int:
    """Runs a script of hatch.toml in its environment and returns its exit code."""
    hatch = hatch_program()
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(hatch.parent)])  # scripts may call hatch themselves
    environment = {**os.environ, **hatch_state(), "PATH": path}
    return subprocess.run([hatch, "run", script, *arguments], cwd=ROOT, env=environment, check=False).returncode


def hatch_state() -> dict[str, str]:
    """Returns the variables that keep hatch's environments, cache and configuration in the project."""
    config = STATE / "config.toml"
    config.touch()
    return {
        "HATCH_CONFIG": str(config),
        "HATCH_DATA_DIR": str(STATE / "data"),
        "HATCH_CACHE_DIR": str(STATE / "cache"),
    }


def main() -> int:
    """Reads the command line and runs what it names."""
    parser = argparse.ArgumentParser(prog="tools/run.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("script", help="a script of hatch.toml, or ENVIRONMENT:SCRIPT")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what follows goes to the script")
    options = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        raise BootstrapError("Python {}.{} or later is needed".format(*OLDEST_PYTHON))
    return run_script(options.script, options.arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BootstrapError as problem:
        sys.exit(f"tools/run.py: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
