"""What plans ask of a backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from ...interface.capabilities import Capabilities
from ...interface.slotted import Settings, slotted
from ..compiled import CompiledQuery, Row
from ..expression.node import Node
from ..expression.statement import Statement
from .operations import Plan
from .result import Cursor, Inserted, Result


@slotted
class TransactionOptions(Settings):
    """How the outermost block of a transaction begins."""

    isolation: str | None = None
    read_only: bool = False


class OpenTransaction(Protocol):
    """What a record may do with the transaction it is written in."""

    def on_rollback(self, undo: Callable[..., None], *arguments: object) -> None:
        """Have something undone if the current block, or one around it, is rolled back."""

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Have something called once the outermost block is committed; dropped on rollback."""

    def after_rollback(self, callback: Callable[[], object]) -> None:
        """Have something called once the block is rolled back."""

    def fail(self, error: BaseException) -> None:
        """Have the whole transaction rolled back at its end."""


class PlanBackend(Protocol):
    """A backend as plans see it; every `*_plan` is run sync or async by whoever runs the plan."""

    @property
    def capabilities(self) -> Capabilities: ...
    @property
    def transaction(self) -> OpenTransaction | None: ...
    def compile(self, statement: Statement) -> CompiledQuery: ...
    def prepare_plan(self) -> Plan[None]: ...
    def define_plan(self, node: Node) -> Plan[None]: ...
    def execute_plan(self, statement: Statement) -> Plan[Result]: ...
    def insert_rows_plan(
        self, statement: Statement, names: tuple[str, ...], rows: Sequence[Mapping[str, object]], returning: bool
    ) -> Plan[Inserted]: ...
    def begin_plan(self, options: TransactionOptions) -> Plan[Any]: ...
    def is_innermost(self, block: Any) -> bool: ...
    def abandon_plan(self, block: Any) -> Plan[list[Callable[[], object]]]: ...
    def commit_plan(self) -> Plan[list[Callable[[], object]]]: ...
    def rollback_plan(self) -> Plan[list[Callable[[], object]]]: ...
    def open_plan(self, statement: Statement, size: int) -> Plan[Cursor]: ...
    def fetch_plan(self, cursor: Cursor, size: int) -> Plan[Sequence[Row]]: ...
    def close_plan(self, cursor: Cursor) -> Plan[None]: ...
