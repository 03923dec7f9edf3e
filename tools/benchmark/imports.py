"""What importing a library costs in a program that already uses pydantic."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from statistics import median
from tempfile import TemporaryDirectory

AIM_MILLISECONDS = 40
# A model is defined first: pydantic imports much of itself only then, and that is not the library's cost.
PROGRAM = """
from time import {clock} as clock
from pydantic import BaseModel
class Warm(BaseModel):
    value: int
began = clock()
import {module}
print(clock() - began)
"""


def import_milliseconds(modules: Iterable[str], rounds: int, clock: str) -> dict[str, float]:
    """Import each module in new interpreters, in turns.

    Args:
        modules: Names of modules.
        rounds: How many interpreters count for each, after one that writes the bytecode.
        clock: The function of ``time`` that tells the seconds.

    Returns:
        The median milliseconds of each import, beyond pydantic's own.

    Raises:
        subprocess.CalledProcessError: A module cannot be imported.
    """
    seconds: dict[str, list[float]] = {module: [] for module in modules}
    with TemporaryDirectory(prefix="bench-bytecode-") as bytecode:
        for number in range(rounds + 1):
            for module, samples in seconds.items():
                sample = import_once(module, bytecode, clock)
                if number > 0:
                    samples.append(sample)
    return {module: median(samples) * 1000 for module, samples in seconds.items()}


def import_once(module: str, bytecode: str, clock: str) -> float:
    """Import a module in a new interpreter and return the seconds it took.

    Args:
        module: Its name.
        bytecode: A folder for the compiled modules, so that none is compiled twice whatever the environment says.
        clock: The function of ``time`` that tells the seconds.
    """
    command = [sys.executable, "-X", f"pycache_prefix={bytecode}", "-c", PROGRAM.format(module=module, clock=clock)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)
