"""Writing many records at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from typing_extensions import Self

from ..backend.plan import Plan, arun, atomic_plan, run
from .finding import FindingMixin
from .state import Status
from .writing import journal, layout_of


class BulkMixin(FindingMixin):
    """The class methods that write many rows."""

    __abstract__ = True

    @classmethod
    def _insert_many_plan(cls, rows: Iterable[Any]) -> Plan[list[Self]]:
        records = [row if isinstance(row, cls) else cls.build(**row) for row in rows]
        if records:
            yield from atomic_plan(cls.backend(), cls._insert_all_plan(records))
        return records

    @classmethod
    def _insert_all_plan(cls, records: list[Self]) -> Plan[None]:
        statements = cls.__statements__
        for omitted, group in groupby(records, key=lambda record: statements.omitted(vars(record))):
            yield from cls._insert_group_plan(list(group), omitted)

    @classmethod
    def insert_many(cls, rows: Iterable[Mapping[str, Any] | Self], /) -> list[Self]:
        """Insert many rows in one transaction.

        Args:
            rows: Records, or dicts of their values; each is validated before anything is written.

        Returns:
            The records, with their keys where the server can give them back.

        Raises:
            ValidationError: A row is not valid; nothing is written.
        """
        return run(cls._insert_many_plan(rows))

    @classmethod
    async def ainsert_many(cls, rows: Iterable[Mapping[str, Any] | Self], /) -> list[Self]:
        """Insert many rows in one transaction; see `insert_many`."""
        return await arun(cls._insert_many_plan(rows))

    @classmethod
    def _insert_group_plan(cls, records: list[Self], omitted: tuple[str, ...]) -> Plan[None]:
        """Insert records that leave the same fields to the server."""
        backend, mapping = cls.backend(), cls.__mapping__
        insertion = cls.__statements__.insertion(omitted, backend.capabilities.insert_returning)
        inserted = yield from backend.insert_rows_plan(
            insertion.statement, [insertion.values(vars(record)) for record in records], bool(insertion.returned)
        )
        names = (*insertion.names, *insertion.returned) if inserted.returned else insertion.names
        layout = layout_of(inserted.compiled, backend, mapping, names)
        for number, record in enumerate(records):
            state = record.__state__
            journal(record, state, insertion.returned)
            row = inserted.params[number]
            state.layout = layout
            state.row = (*row, *inserted.returned[number]) if inserted.returned else row
            state.status = Status.PERSISTED
            for name in insertion.returned if inserted.returned else ():
                vars(record)[name] = layout.value(state.row, name)
