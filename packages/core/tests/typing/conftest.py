"""Let the tests import the fixtures and the runner, which is a program too: `python -m typing_runner`."""

import sys
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path[:0] = [str(FOLDER), str(FOLDER / "fixtures")]
