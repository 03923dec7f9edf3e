"""A violated constraint as a validation error: which fields it is about, where the server says less than it could."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...backend.expression.walk import columns_in
from ...backend.plan import Plan, Result, atomic_plan
from ...field.checks import checks
from ...field.definition import create_indexes
from ...interface.errors import (
    CheckViolation,
    ForeignKeyViolation,
    IntegrityError,
    InvalidValue,
    UniqueViolation,
    ValidationError,
    violation_as_validation,
    without,
)
from ...query.fitting import named
from ...relation.kinds.belongs_to import BelongsTo
from .numbering import number_plan


def checked_plan(record: Any, plan: Plan[Result], written: Iterable[str] = ()) -> Plan[Result]:
    """Run a write, turning a constraint's violation into a ValidationError that knows its field.

    A violation leaves the transaction usable: where the server would not, a savepoint stands around the statement.

    Args:
        record: The record.
        plan: The statement.
        written: The fields that it writes; none where it deletes the record.
    """
    model, backend = type(record), type(record).backend()
    try:
        if not backend.capabilities.statement_rollback and backend.transaction is not None:
            return (yield from atomic_plan(backend, plan))
        return (yield from plan)
    except InvalidValue as misfit:
        raise named(misfit, model, {name: record.__dict__.get(name) for name in written}) from None
    except IntegrityError as violation:
        values = dict(record.__dict__)
        fields = tuple(fields_of(model, violation, values, written))
        said = "" if written or not isinstance(violation, ForeignKeyViolation) else in_use(model, violation.table)
        error = violation_as_validation(violation, model.__name__, fields, without(values, model.__hidden__), said=said)
        if error is None:
            raise
        raise error from violation.driver_error


def in_use(model: Any, table: str | None) -> str:
    """Say what refers to a record that can't be deleted, and what to do.

    Args:
        model: The record's class.
        table: The table that refers to it, where the server tells; else the relations that may lead there are named.
    """
    sides = [relation for relation in model.__relations__.values() if not relation.holds_key]
    leading = {relation.name: relation.steps[0].target.__mapping__.table.name for relation in sides}
    known = table is not None and (table in leading.values() or table != model.__mapping__.table.name)
    names = [name for name, leads_to in leading.items() if leads_to == table or not known]
    tables = [table] if known else sorted({leading[name] for name in names})
    rows = f"rows of {' or '.join(map(repr, tables))} refer to it" if tables else "other rows refer to it"
    where = " or ".join(f"{model.__name__}.{name}" for name in names) or "a has_many of theirs"
    return f'is in use: {rows}; delete these first, or declare {where} with dependent="delete" or another'


def fields_of(model: Any, violation: IntegrityError, values: dict[str, object], written: Iterable[str]) -> list[str]:
    """Return the fields that a violated constraint covers; none where that can't be known.

    Args:
        model: The record's class.
        violation: What the database reported.
        values: The record's values.
        written: The fields that the statement wrote.
    """
    if isinstance(violation, UniqueViolation) and (indexed := _indexed(model, violation.constraint)):
        return indexed
    by_column = model.__mapping__.by_column
    found = [by_column[column] for column in violation.columns if column in by_column]
    if found:
        return [name for name in found if name not in model.__mapping__.computed] or found
    if isinstance(violation, CheckViolation):
        return _checked(model, violation.constraint)
    if isinstance(violation, ForeignKeyViolation) and not violation.columns:
        given = {name for name in written if values.get(name) is not None}
        keys = [key for key in _foreign_keys(model) if given.issuperset(key)]
        return list(keys[0]) if len(keys) == 1 else []
    return []


def violation_of_many_plan(
    model: Any, violation: IntegrityError, records: Sequence[Any], on: Sequence[str]
) -> Plan[ValidationError | None]:
    """Return the validation error for a constraint that one of many rows violates, with its number where that is known.

    Args:
        model: The records' class.
        violation: What the database reported.
        records: The rows.
        on: The fields of an upsert's key.
    """
    fields = tuple(fields_of(model, violation, {}, ()))
    number = yield from number_plan(model, fields, records, on)
    values = {} if number is None else without(vars(records[number]), model.__hidden__)
    return violation_as_validation(violation, model.__name__, fields, values, () if number is None else (number,))


def _foreign_keys(model: Any) -> set[tuple[str, ...]]:
    """Return the fields of each foreign key."""
    declared = {(name,) for name, field in model.__mapping__.fields.items() if field.spec.foreign_key}
    related = (item for item in model.__relations__.values() if isinstance(item, BelongsTo))
    return declared.union(tuple(relation.owner_keys) for relation in related)


def _indexed(model: Any, constraint: str | None) -> list[str]:
    """Find the fields of an index by its name: of its expressions servers tell no column."""
    for index in create_indexes(model.__mapping__):
        if index.name == constraint:
            return list(dict.fromkeys(column.attribute for column in columns_in(index.columns)))
    return []


def _checked(model: Any, constraint: str | None) -> list[str]:
    """Find a check by its name, or by its text, which SQLite tells where the table gives it none."""
    table = model.__mapping__ if model.__family__ is None else model.__family__.root.__mapping__
    return next((list(check.fields) for check in checks(table) if constraint in (check.name, check.condition)), [])
