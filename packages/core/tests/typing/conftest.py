"""Let the tests import the runner, which is also a program of its own (`python -m typing_runner` in this folder)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
