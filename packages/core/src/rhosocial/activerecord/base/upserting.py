"""Writing many rows, each inserted or, where it exists, updated."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from typing_extensions import Self

from ..backend.expression.expression import Expression
from ..backend.expression.statement import Statement
from ..backend.expression.write import Excluded, Insert, OnConflict
from ..backend.plan import Plan, arun, run
from ..field.definition import refuse_no_key
from ..interface.errors import ErrorDetail, QueryError, ValidationError
from ..relation.upkeep.counter_registry import counters_of
from .bulk import BulkMixin, adopt, fill_in, grouped, rows_of
from .validation.incoming import valid_records
from .writing.inserting import bind_plan
from .writing.sealing import refuse_unknown_rows

Names = str | Sequence[str]


class UpsertingMixin(BulkMixin):
    """The class methods that insert or update."""

    @classmethod
    def _upsert_many_plan(
        cls, rows: Iterable[Any], on: Sequence[str], update: Sequence[str] | None
    ) -> Plan[list[Self]]:
        cls.__mapping__.check_names((*on, *(update or ())))
        refuse_unknown_rows(cls.__mapping__, on)
        records = valid_records(cls, rows)
        refuse_repeated(cls.__name__, records, on)
        refuse_no_key(cls.__mapping__, on)
        if records:
            yield from cls._written_plan(records, cls._upsert_all_plan(records, on, update), on)
        return records

    @classmethod
    def _upsert_all_plan(cls, records: list[Self], on: Sequence[str], update: Sequence[str] | None) -> Plan[None]:
        fill_in(cls.backend().transaction, cls.__mapping__.automatic, records)
        for model, omitted, group in grouped(records):
            for changed, alike in groupby(
                group, lambda record: update or () if update is not None else _given(record, on)
            ):
                yield from model._upsert_group_plan(list(alike), omitted, on, changed)

    @classmethod
    def _upsert_group_plan(
        cls, records: list[Self], omitted: tuple[str, ...], on: Sequence[str], changed: Sequence[str]
    ) -> Plan[None]:
        """Upsert records that leave the same fields to the server, and change the same ones in a row that exists."""
        backend, mapping = cls.backend(), cls.__mapping__
        yield from backend.prepare_plan()
        insertion = cls.__statements__.insertion(omitted, backend.capabilities.insert_returning)
        insert: Any = insertion.statement.node
        columns = [mapping.column(name) for name in changed]
        conflict = OnConflict(tuple(mapping.column(name) for name in on), _proposed(mapping, columns))
        returning = insert.returning if columns else ()  # DO NOTHING gives back no row for those it left alone
        statement = Statement(Insert(insert.table, insert.columns, insert.rows, conflict, returning))
        inserted = yield from backend.insert_rows_plan(
            statement, insertion.names, rows_of(mapping, records), bool(returning)
        )
        adopt(records, insertion, inserted, backend, mapping)
        for record in records if mapping.sealed else ():
            yield from bind_plan(record, record.__state__)
        kept = set(insertion.names).difference(on, changed)
        if kept or mapping.guards or (insertion.returned and not inserted.returned):
            yield from cls._read_back_plan(records, on)

    @classmethod
    def upsert_many(
        cls,
        rows: Iterable[Mapping[str, Any] | Self],
        /,
        *,
        on: str | Sequence[str],
        update: Sequence[str] | None = None,
    ) -> list[Self]:
        """Insert many rows, updating those whose unique key is taken, in one transaction.

        Runs no hooks; every row is validated before anything is written.

        Args:
            rows: Records, or dicts of their values.
            on: The field or fields of the unique key.
            update: The fields to update on rows that exist, none where empty; by default those that a row was given,
                and of a record those that were set, without the key.

        Returns:
            The records, with their keys where the server gives them back.

        Raises:
            ValidationError: A row is not valid, or two have the same key; nothing is written.
            QueryError: `on` is no unique key that the model declares, or one of some rows only.
            UnsupportedFeatureError: The server has no upsert.
        """
        return run(cls._upsert_many_plan(rows, _names(on), update))

    @classmethod
    async def aupsert_many(
        cls,
        rows: Iterable[Mapping[str, Any] | Self],
        /,
        *,
        on: str | Sequence[str],
        update: Sequence[str] | None = None,
    ) -> list[Self]:
        """Insert many rows, updating those whose unique key is taken; see `upsert_many`."""
        return await arun(cls._upsert_many_plan(rows, _names(on), update))


def _proposed(mapping: Any, columns: Sequence[Any]) -> tuple[tuple[Any, Any], ...]:
    """Assign what the new row proposed, and what the library writes into a row that changes."""
    assigned: dict[str, Any] = {column.attribute: Excluded(column) for column in columns}
    if columns and mapping.automatic is not None:
        renewed = mapping.automatic.renewed({}, mapping.columns)
        columns = mapping.columns
        assigned |= {
            name: value if isinstance(value, Expression) else Excluded(columns[name]) for name, value in renewed.items()
        }
    return tuple((mapping.columns[name], value) for name, value in assigned.items())


def _given(record: Any, on: Sequence[str]) -> tuple[str, ...]:
    """Return the fields that a record was given and that an upsert may change."""
    mapping = type(record).__mapping__
    kept = {*on, *mapping.computed, *counters_of(type(record))}
    if mapping.automatic is not None:
        kept.update(name for name in mapping.automatic.names if mapping.automatic.keeps(name))
    given = record.__pydantic_fields_set__ - kept
    return tuple([name for name in mapping.names if name in given])


def refuse_repeated(model: str, records: Sequence[Any], on: Sequence[str]) -> None:
    """Raise if two rows have the same key, of which servers make different things; NULLs are never the same.

    Raises:
        ValidationError: Some have, or lack a key that the server would make; each is named with its row's number.
    """
    seen: dict[tuple[object, ...], int] = {}
    errors: list[ErrorDetail] = []
    for number, record in enumerate(records):
        values = vars(record)
        for name in set(on).intersection(type(record).__statements__.omitted(values)):
            msg = "must have a value: an upsert finds the row by it"
            errors.append(ErrorDetail(type="missing", loc=(number, name), msg=msg, input=None))
        key = tuple(values[name] if isinstance(values[name], Hashable) else repr(values[name]) for name in on)
        first = number if None in key else seen.setdefault(key, number)
        if first != number:
            msg = f"row {first} has the same {', '.join(on)}: an upsert takes each key once"
            errors += [ErrorDetail(type="repeated", loc=(number, name), msg=msg, input=values[name]) for name in on]
    if errors:
        raise ValidationError(model, errors)


def _names(on: Names) -> tuple[str, ...]:
    names = (on,) if isinstance(on, str) else tuple(on)
    if not names:
        raise QueryError("upsert_many() needs the fields of a unique key: on='email'")
    return names
