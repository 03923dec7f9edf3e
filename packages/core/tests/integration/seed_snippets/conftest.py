"""Every snippet of the design's first sketch, as printed there, run against SQLite.

Only what is plainly a sketch is completed: an undefined name, an elided body. A snippet that sketches a part of the
library (a contract, a registry, the error tree) stands as printed beside the same use of the library's own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rhosocial.activerecord import ActiveRecord


@pytest.fixture(autouse=True)
def configured(tmp_path: Path) -> Iterator[None]:
    """Serve every model that is not configured itself from a file of its own."""
    ActiveRecord.configure(f"sqlite:///{tmp_path / 'seed.db'}")
    yield
    ActiveRecord.backend().close()
