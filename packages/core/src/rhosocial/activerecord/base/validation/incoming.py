"""Rows that come in to be written at once: each validated, before any of them is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pydantic

from ...interface.errors import ErrorDetail, FieldValidationError, RecordNotSaved, ValidationError
from ...relation.upkeep.counter_registry import counters_of
from ...relation.writing.saving import unsaved_names
from ..rows.state import NEW, State
from .refusing import refused_in_new
from .telling import joined, refusal, told
from .validating import validate_given


def valid_records(model: Any, rows: Iterable[Any]) -> list[Any]:
    """Make records of rows.

    Args:
        model: Their model.
        rows: Dicts of values, or records.

    Raises:
        ValidationError: Some are not valid, or have related records, which would not be written; it has the errors of
            all of them, each with its row's number in front.
        RecordNotSaved: One is a record that has a row already, or is given twice.
    """
    listed = list(rows)
    return _at_once(model, listed) or _one_by_one(model, listed)


def _at_once(model: Any, rows: list[Any]) -> list[Any]:
    """Validate plain dicts in one call; nothing comes of it where one needs a closer look."""
    reserved = {*model.__mapping__.private, *counters_of(model)}
    if model.model_config.get("extra") != "forbid" or set(map(type, rows)) != {dict}:
        return []  # what is no field could be a relation
    if reserved and not all(map(reserved.isdisjoint, rows)):
        return []
    try:
        records: list[Any] = model.__rows_validator__(rows)
    except pydantic.ValidationError:
        return []
    set_state = model.__set_state__
    for record in records:
        set_state(record, State())
    return records


def rows_validator(model: Any) -> Any:
    """Return the function that makes records of a list of dicts."""
    return pydantic.TypeAdapter(list[model]).validate_python


def _one_by_one(model: Any, rows: Sequence[Any]) -> list[Any]:
    records: list[Any] = []
    given: dict[int, Any] = {}
    errors: list[ValidationError] = []
    for number, row in enumerate(rows):
        try:
            given[number] = _valid(model, row, number)
            records.append(given[number])
        except pydantic.ValidationError as error:
            errors.append(told(model, error, (number,)))
        except FieldValidationError as error:
            errors.append(error)
    related = [detail for number, record in given.items() for detail in _related(number, record)]
    if errors or related:
        raise joined(model.__name__, errors or [ValidationError(model.__name__, related)])
    _refuse_written(given)
    return records


def _valid(model: Any, row: Any, number: int) -> Any:
    if isinstance(row, model):
        validate_given(row)
        return row
    refused = refused_in_new(model, row)
    if refused:
        raise refusal(model, refused, row, (number,))
    if not model.__relations__.keys().isdisjoint(row):
        return model(**row)
    return model.__pydantic_validator__.validate_python(row)


def _related(number: int, record: Any) -> list[ErrorDetail]:
    """Return the errors of a record whose relations hold what a write of one table leaves out."""
    msg = "related records are not written with many rows: write them on their own, or create() one by one"
    return [ErrorDetail(type="relation", loc=(number, name), msg=msg, input=None) for name in unsaved_names(record)]


def _refuse_written(given: Mapping[int, Any]) -> None:
    """Raise if a record, by the number of its row, has a row already or would get two."""
    for number, record in given.items():
        if record.__state__.status is not NEW:
            name, status = type(record).__name__, record.__state__.status.value
            raise RecordNotSaved(f"row {number} is a {name} that is {status}: insert_many() takes new ones")
    if len({id(record) for record in given.values()}) < len(given):
        raise RecordNotSaved("insert_many() was given a record twice: a record is one row")
