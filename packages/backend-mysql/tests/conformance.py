"""MySQL and MariaDB as the conformance suite sees them."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rhosocial.activerecord import DatabaseError
from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend, MySQLConnectionConfig
from rhosocial.activerecord.testsuite import Deviation, ServerTarget

PATIENCE = 20
NO_SUCH_THREAD = 1094


class MySQLTarget(ServerTarget):
    """The server that the run names."""

    name = "mysql"
    driver = MySQLBackend(MySQLConnectionConfig()).driver
    backend_type = MySQLBackend
    config_type = MySQLConnectionConfig
    session_sql = "SELECT CONNECTION_ID() AS id"
    impatient = {"lock_timeout": 1}
    deviations: Sequence[Deviation] = ()

    def server(self, backend: StorageBackend) -> str:
        return f"MySQL {backend.execute('SELECT VERSION() AS version')[0]['version'].partition('-')[0]}"

    def kill_session(self, admin: StorageBackend, session: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:  # KILL does not wait for the end
            try:
                admin.execute(f"KILL {session}")
            except DatabaseError as error:
                if error.code != NO_SUCH_THREAD:
                    raise
                return
        raise TimeoutError(f"session {session} does not end")

    def cancel_statement(self, admin: StorageBackend, session: int) -> None:
        admin.execute(f"KILL QUERY {session}")

    def server_in_transaction(self, admin: StorageBackend, session: int) -> bool:
        sql = (
            "SELECT 1 FROM performance_schema.events_transactions_current "
            "JOIN performance_schema.threads USING (thread_id) WHERE processlist_id = {id} AND state = 'ACTIVE'"
        )
        return bool(admin.execute(sql, {"id": session}))


class MariaDBTarget(MySQLTarget):
    """The same backend on the other server."""

    name = "mariadb"

    def server(self, backend: StorageBackend) -> str:
        return f"MariaDB {backend.execute('SELECT VERSION() AS version')[0]['version'].partition('-')[0]}"

    def server_in_transaction(self, admin: StorageBackend, session: int) -> bool:
        """Read InnoDB's own report: performance_schema is switched off, and innodb_trx may be old."""
        report = admin.execute("SHOW ENGINE INNODB STATUS")[0]["Status"]
        transactions = [part for part in report.split("---TRANSACTION") if f"thread id {session}," in part]
        return any(", ACTIVE" in part.partition("\n")[0] for part in transactions)


mysql = MySQLTarget()
mariadb = MariaDBTarget()
