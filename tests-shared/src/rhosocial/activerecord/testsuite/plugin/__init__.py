"""The pytest plugin: runs the suite's cases on the backends that `--backend` names, each sync and async."""

import pytest

pytest.register_assert_rewrite("rhosocial.activerecord.testsuite")

from .calling import pytest_pyfunc_call  # noqa: E402
from .configuring import pytest_configure  # noqa: E402
from .deviating import pytest_collection_modifyitems  # noqa: E402
from .fixtures import backends, capabilities, environment, environments, library, run, sessions, tables, target  # noqa: E402
from .selecting import pytest_addoption, pytest_generate_tests  # noqa: E402

__all__ = [
    "backends",
    "capabilities",
    "environment",
    "environments",
    "library",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_generate_tests",
    "pytest_pyfunc_call",
    "run",
    "sessions",
    "tables",
    "target",
]
