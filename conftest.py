"""What every test run of the repository says first."""

from __future__ import annotations

from rhosocial.activerecord.testsuite import databases


def pytest_report_header() -> list[str]:
    """Names the databases of this run, and why the others are left out."""
    return [f"database {database.name}: {database.why_absent or 'present'}" for database in databases()]
