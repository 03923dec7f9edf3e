"""DuckDB as the conformance suite sees it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import duckdb

from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.testsuite import Deviation, Runner, Target

from .backend import DuckDBBackend

DOCS = "https://duckdb.org/docs/stable"
DEVIATIONS = (
    Deviation(
        "errors/test_constraints.py::test_insert_many_says_what_was_violated",
        "DuckDB names no column where two rows of one statement are equal",
        f"{DOCS}/sql/constraints",
    ),
    Deviation(
        "records/test_sets.py::test_a_row_in_the_way_is_told_as_create_tells_it",
        "DuckDB names no column where two rows of one statement are equal",
        f"{DOCS}/sql/constraints",
    ),
    Deviation(
        "queries/test_groups.py::test_what_depends_on_a_key_stands_beside_it",
        "DuckDB takes no column beside a grouped key that decides it",
        f"{DOCS}/sql/query_syntax/groupby",
    ),
    Deviation(
        "errors/test_constraints.py::test_a_named_check_says_its_name",
        "DuckDB tells the condition of a check and not its name",
        f"{DOCS}/sql/constraints",
    ),
    Deviation(
        "constraints/test_violations.py::test_*check*_told*",
        "DuckDB tells the condition of a check and not its name",
        f"{DOCS}/sql/constraints",
    ),
    Deviation(
        "ddl/test_indexes.py::test_a_key_of_the_rows_that_are_not_deleted",
        "DuckDB does not tell the fields of an expression that an index covers",
        f"{DOCS}/sql/indexes",
    ),
    Deviation(
        "ddl/test_indexes.py::test_a_unique_expression_is_told_by_its_field",
        "DuckDB does not tell the fields of an expression that an index covers",
        f"{DOCS}/sql/indexes",
    ),
    Deviation(
        "ddl/test_indexes.py::test_a_key_of_the_rows_that_are_not_deleted_everywhere",
        "DuckDB has no constraints on generated columns",
        f"{DOCS}/sql/statements/create_table",
    ),
)


class DuckDBTarget(Target):
    """A database in a file of its own, for each process; a session is a connection of this process."""

    name = "duckdb"
    driver = f"duckdb {duckdb.__version__}"
    deviations = DEVIATIONS
    serves_processes = False

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()

    def create_backend(self, **settings: Any) -> StorageBackend:
        return DuckDBBackend(database=str(Path(self._folder.name) / "conformance.duckdb"), **settings)

    def close(self) -> None:
        self._folder.cleanup()

    def server(self, backend: StorageBackend) -> str:
        return f"DuckDB {duckdb.__version__}"

    async def session_id(self, run: Runner, backend: StorageBackend) -> Any:
        transaction: Any = backend.transaction
        return transaction.connection

    def kill_session(self, admin: StorageBackend, session: Any) -> None:
        session.driver.close()

    def cancel_statement(self, admin: StorageBackend, session: Any) -> None:
        session.interrupt()

    def server_in_transaction(self, admin: StorageBackend, session: Any) -> bool:
        return not session.is_clean()


target = DuckDBTarget()
