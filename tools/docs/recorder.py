"""A backend that runs on SQLite and notes what another kind of server would have been sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from rhosocial.activerecord import Query
from rhosocial.activerecord.backend.base.sql import SQLBackend
from rhosocial.activerecord.backend.expression.expression import Parameter
from rhosocial.activerecord.backend.expression.raw import placeholders
from rhosocial.activerecord.backend.expression.select import Select
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.expression.write import Insert
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.backend.plan import Plan, TransactionOptions, run
from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.interface.errors import UnsupportedFeatureError

Sent = tuple[str, Sequence[object]]

_OF_TRANSACTIONS = frozenset({"COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"})


class Recorder(SQLiteBackend):
    """Plans every operation as for the newest release of a server, and runs it on SQLite in memory.

    Args:
        target: A backend of that server; it is never connected.

    Attributes:
        sent: The statements so far, each with its parameters.
    """

    def __init__(self, target: SQLBackend) -> None:
        super().__init__(database=":memory:")
        self.target = target
        self.sent: list[Sent] = []

    @property
    def capabilities(self) -> Capabilities:
        return self.target.capabilities

    def note(self, statement: Statement) -> None:
        """Note a statement as the target would get it, or why it refuses."""
        try:
            compiled = self.target.compile(statement)
            self.sent.append((compiled.sql + statement.comment, compiled.bind(statement.values)))
        except UnsupportedFeatureError as error:
            self.sent.append((f"-- UnsupportedFeatureError: {error}", ()))

    def try_out(self, query: Query[Any]) -> None:
        """Note a query that the page only shows, and run it where this database is the kind of server meant."""
        if self.target.name == self.name:
            noted = len(self.sent)
            query.model.create_table(if_not_exists=True)  # a page need not have a table for each of its models
            with suppress(UnsupportedFeatureError):  # which is noted
                run(super().execute_plan(_without_lock(query.statement())))
            del self.sent[noted:]
        self.note(query.statement())

    def execute_plan(self, statement: Statement) -> Plan[Any]:
        self.note(statement)
        return (yield from super().execute_plan(_without_lock(statement)))

    def open_plan(self, statement: Statement, size: int) -> Plan[Any]:
        self.note(statement)
        return (yield from super().open_plan(statement, size))

    def insert_rows_plan(
        self, statement: Statement, names: tuple[str, ...], rows: Sequence[Mapping[str, object]], returning: bool
    ) -> Plan[Any]:
        insert: Any = statement.node
        valued: Any = tuple(
            tuple(Parameter(row[name], column.type) for name, column in zip(names, insert.columns)) for row in rows
        )
        self.note(Statement(Insert(insert.table, insert.columns, valued, insert.conflict, insert.returning)))
        return (yield from super().insert_rows_plan(statement, names, rows, returning))

    def generated_keys_plan(self, connection: Any, fetched: Any, size: int) -> Plan[Any]:
        yield from ()
        return [(fetched.last_id - size + 1 + number,) for number in range(size)]

    def raw_plan(self, sql: str, params: Any) -> Plan[Any]:
        if isinstance(params, Mapping):
            self.note(Statement(placeholders(sql, params)))
        else:
            self.sent.append((sql, params))
        return (yield from super().raw_plan(sql, params))

    def begin_statements(self, options: TransactionOptions) -> list[str]:
        self.sent += [(sql, ()) for sql in self.target.begin_statements(options)]
        return super().begin_statements(options)

    def driver_plan(self, connection: Any, sql: str, params: Sequence[object], describe: bool = False) -> Plan[Any]:
        if sql.split(maxsplit=1)[0] in _OF_TRANSACTIONS:
            self.sent.append((sql, ()))
        return (yield from super().driver_plan(connection, sql, params, describe))


def _without_lock(statement: Statement) -> Statement:
    """SQLite has no row locks."""
    node = statement.node
    if isinstance(node, Select) and "lock" in node.clauses:
        return Statement(Select({name: clause for name, clause in node.clauses.items() if name != "lock"}))
    return statement
