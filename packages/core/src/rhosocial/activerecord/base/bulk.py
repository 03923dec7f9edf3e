"""Writing many records at once."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from typing_extensions import Self

from ..backend.expression.expression import and_, or_
from ..backend.plan import Inserted, OpenTransaction, Plan, arun, atomic_plan, run
from ..field.automatic import AutomaticFields
from ..field.mapping import TableMapping
from ..interface.errors import IntegrityError, InvalidValue
from ..query.fitting import named
from .finding import FindingMixin
from .rows.state import PERSISTED, State
from .rows.statements import Insertion
from .validation.incoming import valid_records
from .validation.violations import violation_of_many_plan
from .writing.inserting import bind_plan, layout_of
from .writing.sealing import in_row


class BulkMixin(FindingMixin):
    """The class methods that write many rows."""

    @classmethod
    def _insert_many_plan(cls, rows: Iterable[Any]) -> Plan[list[Self]]:
        records = valid_records(cls, rows)
        if records:
            yield from cls._written_plan(records, cls._insert_all_plan(records))
        return records

    @classmethod
    def _written_plan(cls, records: list[Self], plan: Plan[None], on: Sequence[str] = ()) -> Plan[None]:
        """Write all or none, turning a constraint's violation into a ValidationError."""
        try:
            yield from atomic_plan(cls.backend(), plan)
        except InvalidValue as misfit:
            raise _named_row(misfit, records) from None
        except IntegrityError as violation:
            error = yield from violation_of_many_plan(cls, violation, records, on)
            if error is None:
                raise
            raise error from violation.driver_error

    @classmethod
    def _insert_all_plan(cls, records: list[Self]) -> Plan[None]:
        fill_in(cls.backend().transaction, cls.__mapping__.automatic, records)
        for model, omitted, group in grouped(records):
            yield from model._insert_group_plan(group, omitted)

    @classmethod
    def insert_many(cls, rows: Iterable[Mapping[str, Any] | Self], /) -> list[Self]:
        """Insert many rows in one transaction.

        Args:
            rows: Records, or dicts of their values; each is validated before anything is written.

        Returns:
            The records, with their keys where the server can give them back.

        Raises:
            ValidationError: A row is not valid, brings related records, or violates a constraint; nothing is written.
            RecordNotSaved: A record is not new, or given twice.
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
            insertion.statement, insertion.names, rows_of(mapping, records), bool(insertion.returned)
        )
        adopt(records, insertion, inserted, backend, mapping)
        for record in records if mapping.sealed else ():
            yield from bind_plan(record, record.__state__)
        if inserted.returned and len(inserted.returned[0]) < len(insertion.returned):
            yield from cls._read_back_plan(records, mapping.key_names)

    @classmethod
    def _read_back_plan(cls, records: list[Self], on: Sequence[str]) -> Plan[None]:
        """Load the rows by the unique key, where the write could not give back what they hold now."""
        columns = [cls.__mapping__.column(name) for name in on]
        by_key = {tuple(vars(record)[name] for name in on): record for record in records}
        keys = list(by_key)
        for start in range(0, len(keys), 500):
            condition = or_(*(and_(*map(operator.eq, columns, key)) for key in keys[start : start + 500]))
            for loaded in (yield from cls.query().unscoped().where(condition)._all_plan()):
                record = by_key[tuple(vars(loaded)[name] for name in on)]
                vars(record).update(vars(loaded))
                record.__state__.layout, record.__state__.row = loaded.__state__.layout, loaded.__state__.row


def grouped(records: Sequence[Any]) -> Iterator[tuple[Any, tuple[str, ...], list[Any]]]:
    """Put neighbours together that are of one model and leave the same fields to the server."""
    for kind, same in groupby(records, key=type):
        model: Any = kind
        group, statements, start = list(same), model.__statements__, 0
        for missing, alike in groupby(map(statements.missing, map(vars, group))):
            stop = start + len(list(alike))
            yield model, statements.omitted_if(missing), group[start:stop]
            start = stop


def _named_row(error: InvalidValue, records: Sequence[Any]) -> InvalidValue:
    """Return an error about a value with its row's number and its field in front."""
    for number, record in enumerate(records):
        found = named(error, type(record), vars(record))
        if found is not error:
            return InvalidValue(f"{number}.{found}")
    return error


def rows_of(mapping: TableMapping, records: Sequence[Any]) -> list[Mapping[str, Any]]:
    """Return the values of some records by name, as their rows are to hold them."""
    if not mapping.sealed:
        return list(map(vars, records))
    return [in_row(mapping, vars(record), vars(record)) for record in records]


def adopt(records: Sequence[Any], insertion: Insertion, inserted: Inserted, backend: Any, mapping: Any) -> None:
    """Let records know that they have rows now, and what the server filled in."""
    returned = insertion.returned if inserted.returned else ()
    if returned and len(inserted.returned[0]) < len(returned):
        returned = (mapping.generated_key,)  # all that this server tells of many rows
    layout = layout_of(inserted.compiled, backend, mapping, (*insertion.names, *returned))
    journal_inserted(backend.transaction, records, insertion.returned)
    filled = inserted.returned or [()] * len(records)
    plain = all(layout.decoders[layout.index[name]] is None for name in returned)
    places = tuple(enumerate(returned))
    for record, row, more in zip(records, inserted.params, filled):
        state, values = record.__state__, record.__dict__
        state.status, state.layout, state.row = PERSISTED, layout, (*row, *more)
        for number, name in places:
            values[name] = more[number] if plain else layout.value(state.row, name)


def fill_in(transaction: OpenTransaction | None, automatic: AutomaticFields | None, records: Sequence[Any]) -> None:
    """Give new records what the library writes into their rows, until the transaction is rolled back."""
    if automatic is None:
        return
    for record in records:
        fresh = automatic.inserted(vars(record))
        vars(record).update(fresh)
        if transaction is not None:
            transaction.on_rollback(_take_back, record, fresh)


def _take_back(record: Any, names: Iterable[str]) -> None:
    vars(record).update(dict.fromkeys(names))


def journal_inserted(transaction: OpenTransaction | None, records: Sequence[Any], generated: Sequence[str]) -> None:
    """Have the transaction make inserted records new again if it is rolled back."""
    if transaction is not None:
        transaction.on_rollback(_make_new, records, generated)


def _make_new(records: Sequence[Any], generated: Sequence[str]) -> None:
    for record in records:
        record.__state__.restore(State())
        vars(record).update(dict.fromkeys(generated))
