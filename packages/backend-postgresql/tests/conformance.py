"""PostgreSQL as the conformance suite sees it."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend, PostgreSQLConnectionConfig
from rhosocial.activerecord.testsuite import Deviation, ServerTarget


class PostgreSQLTarget(ServerTarget):
    """The server that the run names."""

    name = "postgresql"
    driver = f"psycopg {psycopg.__version__} ({psycopg.pq.__impl__})"
    backend_type = PostgreSQLBackend
    config_type = PostgreSQLConnectionConfig
    session_sql = "SELECT pg_backend_pid() AS id"
    impatient = {"libpq": {"options": "-c lock_timeout=50ms"}}
    deviations: Sequence[Deviation] = ()

    def server(self, backend: StorageBackend) -> str:
        return f"PostgreSQL {backend.execute('SHOW server_version')[0]['server_version'].split()[0]}"

    def kill_session(self, admin: StorageBackend, session: int) -> None:
        admin.execute("SELECT pg_terminate_backend({id}, 5000)", {"id": session})

    def cancel_statement(self, admin: StorageBackend, session: int) -> None:
        admin.execute("SELECT pg_cancel_backend({id})", {"id": session})

    def server_in_transaction(self, admin: StorageBackend, session: int) -> bool:
        found = admin.execute("SELECT xact_start FROM pg_stat_activity WHERE pid = {id}", {"id": session})
        return bool(found) and found[0]["xact_start"] is not None


postgresql = PostgreSQLTarget()
