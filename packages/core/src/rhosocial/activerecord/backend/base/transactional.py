"""Transactions and savepoints of a SQL backend."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ...interface.connection import Connection
from ...interface.errors import (
    CommitOutcomeUnknown,
    ConfigurationError,
    ConnectionLost,
    DatabaseError,
    UnsupportedFeatureError,
)
from ..connection.transaction import Block, Transaction, reason_of, running_loop
from ..plan import Plan, TransactionOptions, step_plan
from .storage import StorageBackend

Callbacks = list[Callable[[], object]]


class TransactionalBackend(StorageBackend):
    """Keeps the open transaction of each thread and task; nested blocks are savepoints."""

    def __init__(self, config: Any = None, **settings: Any) -> None:
        super().__init__(config, **settings)
        self._current: ContextVar[Transaction | None] = ContextVar(f"transaction-{id(self):x}", default=None)

    @abstractmethod
    def acquire_plan(self) -> Plan[Connection]:
        """Take a connection."""

    @abstractmethod
    def release_plan(self, connection: Connection) -> Plan[None]:
        """Give a connection back."""

    @abstractmethod
    def note_transaction(self, connection: Connection) -> None:
        """Note that a transaction keeps a connection until it is given back."""

    @abstractmethod
    def driver_plan(self, connection: Connection, sql: str, params: Any, describe: bool = False) -> Plan[Any]:
        """Run a statement on a connection."""

    def begin_statements(self, options: TransactionOptions) -> list[str]:
        """Return what begins a transaction."""
        return ["BEGIN"]

    @property
    def transaction(self) -> Transaction | None:
        """The transaction that is open in this thread or task.

        Raises:
            ConfigurationError: It was only inherited from the thread, task or process that opened it.
        """
        transaction = self._current.get()
        if transaction is None or transaction.has_ended:
            return None
        transaction.check_owner()
        return transaction

    def note_failure(self, connection: Connection, error: BaseException) -> None:
        """Note what an error means for the connection and for the transaction it met."""
        if isinstance(error, ConnectionLost):
            connection.broken = True
        transaction = self._current.get()
        if transaction is None or transaction.connection is not connection or transaction.failed is not None:
            return
        ended = not connection.broken and not connection.in_transaction()  # by the server itself
        if connection.broken or ended or self.aborts(error):
            transaction.failed = error

    def aborts(self, error: BaseException) -> bool:
        """Tell whether the server undoes the whole transaction, or takes no more statements in it, after an error.

        Args:
            error: Our own error, or the interruption of a statement.
        """
        return isinstance(error, ConnectionLost)

    def begin_plan(self, options: TransactionOptions) -> Plan[Block]:
        """Begin a transaction, or a savepoint inside one."""
        transaction = self.transaction
        if transaction is None:
            return (yield from self._begin_outermost_plan(options))
        if options.given():
            raise ConfigurationError(
                "isolation and read_only are set by the outermost block; a nested one is a savepoint"
            )
        if not self.capabilities.savepoints:
            raise UnsupportedFeatureError("this server has no savepoints: do not open a block inside another")
        connection = transaction.usable_connection()
        block = transaction.open_block()
        try:
            yield from self.driver_plan(connection, f"SAVEPOINT {transaction.savepoint}", ())
        except BaseException:
            transaction.blocks.pop()
            raise
        return block

    def _begin_outermost_plan(self, options: TransactionOptions) -> Plan[Block]:
        connection = yield from self.acquire_plan()
        half_begun = False
        try:
            self._check(options)
            for sql in self.begin_statements(options):
                yield from self.driver_plan(connection, sql, ())
                half_begun = True
            connection.bind((yield from step_plan(_is_awaited, _ais_awaited)))
        except BaseException:
            connection.broken = connection.broken or half_begun
            yield from self.release_plan(connection)
            raise
        self.note_transaction(connection)
        transaction = Transaction(connection)
        self._current.set(transaction)
        return transaction.open_block()

    def _check(self, options: TransactionOptions) -> None:
        levels = self.capabilities.isolation_levels
        if options.isolation is not None and options.isolation not in levels:
            raise UnsupportedFeatureError(
                f"this server has no isolation level {options.isolation!r}; it has: {', '.join(sorted(levels))}"
            )

    def _open_transaction(self) -> Transaction:
        transaction = self.transaction
        if transaction is None:
            raise ConfigurationError("no transaction is open here")
        return transaction

    def commit_plan(self) -> Plan[Callbacks]:
        """End the innermost block well.

        Raises:
            DatabaseError: It could not be committed; then it is rolled back.
            CommitOutcomeUnknown: The connection broke during COMMIT.
        """
        transaction = self._open_transaction()
        failed = transaction.failed
        if failed is not None:
            yield from self.rollback_plan()
            raise _not_committed(failed) from failed
        nested = len(transaction.blocks) > 1
        try:
            sql = f"RELEASE SAVEPOINT {transaction.savepoint}" if nested else "COMMIT"
            yield from self.driver_plan(transaction.connection, sql, ())
        except BaseException as error:
            if not nested and transaction.connection.has_committed(error):
                yield from self._end_plan(transaction)
                raise
            yield from self.rollback_plan()
            if isinstance(error, ConnectionLost) and not nested:
                raise _unknown(error) from error
            raise
        if not nested:
            yield from self._end_plan(transaction)
        return transaction.merge_block()

    def rollback_plan(self) -> Plan[Callbacks]:
        """Undo the innermost block; a transaction that the server already ended counts as undone."""
        transaction = self._open_transaction()
        nested = len(transaction.blocks) > 1
        try:
            yield from (self._undo_savepoint_plan(transaction) if nested else self._undo_all_plan(transaction))
        finally:  # the block ends, even where that was interrupted
            if not nested:
                yield from self._end_plan(transaction)
            callbacks = transaction.undo_block()
        return callbacks

    def _undo_savepoint_plan(self, transaction: Transaction) -> Plan[None]:
        connection = transaction.connection
        if connection.broken or not (transaction.failed is None or self.heals(transaction.failed)):
            return
        try:
            yield from self.driver_plan(connection, f"ROLLBACK TO SAVEPOINT {transaction.savepoint}", ())
            yield from self.driver_plan(connection, f"RELEASE SAVEPOINT {transaction.savepoint}", ())
        except DatabaseError as error:
            transaction.failed = error
        else:
            transaction.failed = None

    def _undo_all_plan(self, transaction: Transaction) -> Plan[None]:
        connection = transaction.connection
        try:
            if not connection.broken and connection.in_transaction():
                yield from self.driver_plan(connection, "ROLLBACK", ())
        except DatabaseError:
            connection.broken = True  # closing it rolls back

    def heals(self, error: BaseException) -> bool:
        """Tell whether rolling back to a savepoint makes a failed transaction usable again."""
        return False

    def _end_plan(self, transaction: Transaction) -> Plan[None]:
        transaction.has_ended = True
        self._current.set(None)
        transaction.connection.unbind()
        yield from self.release_plan(transaction.connection)

    def is_innermost(self, block: Block) -> bool:
        """Tell whether a block is the innermost of the transaction that is open in this thread or task."""
        transaction = self._current.get()
        if transaction is not block.transaction or transaction.has_ended or not transaction.is_own():
            return False
        return transaction.blocks[-1] is block

    def abandon_plan(self, block: Block) -> Plan[Callbacks]:
        """Undo the whole transaction of a block that is left where it is not open; its connection goes back."""
        transaction = block.transaction
        if transaction.has_ended:
            return []
        transaction.has_ended = True  # whoever inherited it must not use its connection meanwhile
        connection = transaction.connection
        connection.unbind()
        if connection.loop is not None and connection.loop is not running_loop():
            connection.broken = True  # it can't be awaited here; closing it rolls back
        try:
            yield from self._undo_all_plan(transaction)
        finally:
            callbacks = transaction.undo_all()
            yield from self.release_plan(connection)
        return callbacks


def _is_awaited() -> bool:
    return False


async def _ais_awaited() -> bool:
    return True


def _not_committed(error: BaseException) -> DatabaseError:
    return DatabaseError(
        f"nothing was committed: the server ended the transaction after an earlier error ({reason_of(error)})"
    )


def _unknown(error: ConnectionLost) -> CommitOutcomeUnknown:
    return CommitOutcomeUnknown(
        "the connection broke during COMMIT: the transaction may have been saved or not; look before you run it again",
        sql="COMMIT",
        code=error.code,
        driver_error=error.driver_error,
    )
