"""The backends' common base, and the branch for databases without SQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from ...interface.capabilities import Capabilities
from ..compiled import CompiledQuery, Decoder, Row
from ..expression.node import Node
from ..expression.sql_type import SQLType
from ..expression.statement import Statement
from ..plan import Cursor, Inserted, OpenTransaction, Plan, Result, TransactionOptions, arun, run
from .config import ConnectionConfig


class QueryResult(Sequence[dict[str, Any]]):
    """What `backend.execute` returns: a sequence of rows as dicts.

    Attributes:
        columns: The names of the columns.
        rows: The rows as tuples, in the driver's form.
        rowcount: How many rows were returned or written; -1 where the driver does not say.
    """

    def __init__(self, columns: tuple[str, ...], rows: Sequence[Row], rowcount: int) -> None:
        self.columns = columns
        self.rows = rows
        self.rowcount = rowcount

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [dict(zip(self.columns, row)) for row in self.rows[index]]
        return dict(zip(self.columns, self.rows[index]))

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"QueryResult({len(self.rows)} rows of {', '.join(self.columns)}; rowcount={self.rowcount})"


class StorageBackend(ABC):
    """A database as the models see it: it performs statements given as nodes.

    Args:
        config: Its settings.
    """

    name: ClassVar[str]
    config_class: ClassVar[type[ConnectionConfig]]

    def __init__(self, config: ConnectionConfig | None = None, **settings: Any) -> None:
        self.config = self.config_class.from_settings(settings) if config is None else config

    def execute(self, sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> QueryResult:
        """Run a statement of your own.

        Args:
            sql: Its text. With a mapping, each `{name}` becomes a parameter; with a sequence, the text holds the
                driver's own placeholders.
            params: The values; they never become part of the text.
        """
        return run(self.raw_plan(sql, params))

    async def aexecute(self, sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> QueryResult:
        """Run a statement of your own; see `execute`."""
        return await arun(self.raw_plan(sql, params))

    def close(self) -> None:
        """Close the connections that are not in use."""
        run(self.disconnect_plan())

    async def aclose(self) -> None:
        """Close the connections that are not in use."""
        await arun(self.disconnect_plan())

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """What the connected server can do; before the first connection, what its newest release can."""

    @property
    @abstractmethod
    def transaction(self) -> OpenTransaction | None:
        """The transaction that is open in this thread or task."""

    @abstractmethod
    def decoder(self, sql_type: SQLType) -> Decoder | None:
        """Return how values of a type come out of the driver; None where they are right as they are."""

    @abstractmethod
    def compile(self, statement: Statement) -> CompiledQuery:
        """Compile a statement, or find it compiled."""

    @abstractmethod
    def raw_plan(self, sql: str, params: Any) -> Plan[QueryResult]:
        """Run a statement of the user's own."""

    @abstractmethod
    def prepare_plan(self) -> Plan[None]:
        """Make sure that the server's capabilities are known."""

    @cached_property
    def place(self) -> str | None:
        """Which database this is, as its settings say; None where no other backend reaches it."""
        return self.config.place

    def shares_tables(self, other: StorageBackend) -> bool:
        """Tell whether another backend surely reaches the same tables, as the settings of both say."""
        return type(self) is type(other) and self.place is not None and self.place == other.place

    @abstractmethod
    def define_plan(self, node: Node) -> Plan[None]:
        """Run a statement that changes the schema."""

    @abstractmethod
    def execute_plan(self, statement: Statement) -> Plan[Result]:
        """Run a statement and fetch everything."""

    @abstractmethod
    def insert_rows_plan(
        self, statement: Statement, names: tuple[str, ...], rows: Sequence[Mapping[str, object]], returning: bool
    ) -> Plan[Inserted]:
        """Insert many rows.

        Args:
            statement: Inserts one of them.
            names: Under which name each of its values stands in a row.
            rows: The rows' values by name.
            returning: Whether to give back what the server filled in.
        """

    @abstractmethod
    def begin_plan(self, options: TransactionOptions) -> Plan[Any]:
        """Begin a transaction, or a savepoint inside one; return what stands for the block."""

    @abstractmethod
    def is_innermost(self, block: Any) -> bool:
        """Tell whether a block is the innermost of the transaction that is open in this thread or task."""

    @abstractmethod
    def abandon_plan(self, block: Any) -> Plan[list[Callable[[], object]]]:
        """Undo the transaction of a block that is left where it is not open; return what is to be called now."""

    @abstractmethod
    def commit_plan(self) -> Plan[list[Callable[[], object]]]:
        """End the innermost block well; return what is to be called now."""

    @abstractmethod
    def rollback_plan(self) -> Plan[list[Callable[[], object]]]:
        """Undo the innermost block; return what is to be called now."""

    @abstractmethod
    def open_plan(self, statement: Statement, size: int) -> Plan[Cursor]:
        """Begin to stream a statement's rows."""

    @abstractmethod
    def fetch_plan(self, cursor: Cursor, size: int) -> Plan[Sequence[Row]]:
        """Fetch the next rows of a stream."""

    @abstractmethod
    def close_plan(self, cursor: Cursor) -> Plan[None]:
        """End a stream."""

    @abstractmethod
    def disconnect_plan(self) -> Plan[None]:
        """Close the connections that are not in use."""


class NoSQLBackend(StorageBackend):
    """Base for databases with a query language of their own: translate the nodes in `execute_plan`."""
