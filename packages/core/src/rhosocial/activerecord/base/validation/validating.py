"""Validating what is assigned: several fields at once, and a record stays as it was where it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args, get_origin

import pydantic
from pydantic_core import SchemaValidator

from ...field.column import Column
from ...relation.data.nested import line_errors
from .telling import told

_PLAIN: Mapping[Any, tuple[tuple[Any, ...], ...]] = {
    dict: ((), (str, Any), (str, object)),
    list: ((), (Any,), (object,)),
}
"""The containers, with their arguments, of which validation says nothing but that they are one."""
_set_values: Any = vars(pydantic.BaseModel)["__dict__"].__set__
_assign: Any = pydantic.BaseModel.__setattr__


def with_own_errors(function: Callable[..., None], record: Any, *arguments: Any) -> None:
    """Call a function about a record, and raise the library's error for pydantic's."""
    try:
        function(record, *arguments)
    except pydantic.ValidationError as error:
        raise told(type(record), error) from error


def all_or_none(record: Any, assign: Callable[[Any, Any], None], value: Any) -> None:
    """Call what assigns to a record, which has its values back if that raises.

    Pydantic puts the new values into a new dict, and that into the record, before the model's validators see it.
    """
    before, known = record.__dict__, set(record.__pydantic_fields_set__)
    try:
        assign(record, value)
    except BaseException:
        _set_values(record, before)
        record.__pydantic_fields_set__.intersection_update(known)
        raise


def guarded_fields(model: Any) -> dict[str, Callable[[Any, Any], None]]:
    """Return what assigns each field of a model that has validators of its own around its fields; else nothing."""
    return {name: _guarded(name) for name in model.__pydantic_fields__} if _has_validators(model) else {}


def _has_validators(model: Any) -> bool:
    return any(item.info.mode != "before" for item in model.__pydantic_decorators__.model_validators.values())


def _guarded(name: str) -> Callable[[Any, Any], None]:
    def assign_field(record: Any, value: Any) -> None:
        _assign(record, name, value)

    return lambda record, value: all_or_none(record, assign_field, value)


def assign_fields(record: Any, values: Mapping[str, Any], errors: Sequence[Any] = ()) -> None:
    """Assign fields in the model's order, all or none; the model's validators see the new whole, once.

    Args:
        record: The record.
        values: The fields' values; other names are passed over.
        errors: What else is wrong.

    Raises:
        pydantic.ValidationError: A value is not valid; it has all errors.
    """
    model = type(record)
    names = [name for name in model.__pydantic_fields__ if name in values]
    found: list[Any] = []
    for name in names:
        whole = name == names[-1] and not (found or errors)
        validator = model.__pydantic_validator__ if whole else model.__fields_validator__
        try:
            validator.validate_assignment(record, name, values[name])
        except pydantic.ValidationError as error:
            found += line_errors(error)
    if found or errors:
        raise pydantic.ValidationError.from_exception_data(model.__name__, [*found, *errors])


def validate_mutable(record: Any, names: Iterable[str]) -> None:
    """Validate values that can have changed in place as if they were assigned anew; a record keeps those it has.

    Raises:
        pydantic.ValidationError: One is not valid.
    """
    before, columns = record.__dict__, type(record).__mapping__.columns
    values = {name: columns[name].type.parts(before[name]) for name in names if before.get(name) is not None}
    all_or_none(record, assign_fields, values)
    for name, given in values.items():
        if given is not before[name] or record.__dict__[name] == before[name]:
            record.__dict__[name] = before[name]  # others may hold it, too, and what JSON would change is refused


def validate_given(record: Any) -> None:
    """Validate what can have changed in place since a new record was made; defaults need not be valid.

    Raises:
        pydantic.ValidationError: A value is not valid.
    """
    names = [name for name in type(record).__revalidated__ if _is_given(record, name)]
    if names:
        validate_mutable(record, names)


def _is_given(record: Any, name: str) -> bool:
    value = record.__dict__.get(name)
    return name in record.__pydantic_fields_set__ or bool(
        value and value != type(record).__pydantic_fields__[name].default
    )


def revalidated_fields(model: Any) -> frozenset[str]:
    """Return the names of a model's fields that are validated when they are saved, too: they can change in place.

    What stands in a plain dict or list only the column's type has to judge.
    """
    mutable: frozenset[str] = model.__mapping__.mutable
    if not mutable or _has_validators(model) or any(name.startswith("str_") for name in model.model_config):
        return mutable
    judged = {name for item in model.__pydantic_decorators__.field_validators.values() for name in item.info.fields}
    if "*" in judged:
        return mutable
    return frozenset(name for name in mutable if name in judged or not _is_plain(model.__pydantic_fields__[name]))


def _is_plain(info: Any) -> bool:
    parts = get_args(info.annotation)
    kinds = [part for part in parts if part is not type(None)] if type(None) in parts else [info.annotation]
    plain = all(get_args(kind) in _PLAIN.get(get_origin(kind) or kind, ()) for kind in kinds)
    return plain and all(isinstance(item, Column) for item in info.metadata)


def fields_validator(model: Any) -> Any:
    """Make the validator of a model's fields, without the model's own validators around them."""
    if not _has_validators(model):
        return model.__pydantic_validator__
    return SchemaValidator(_within(model.__pydantic_core_schema__, {}))


class _Fields:
    """Stands for the model in a changed schema: for the model itself pydantic takes the validator that it has."""


def _within(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Go through the validators around a model to the model."""
    kind = schema["type"]
    if kind == "definitions":
        known = {item["ref"]: item for item in schema["definitions"]}
        return {**schema, "schema": _within(schema["schema"], known)}
    if kind == "definition-ref":
        found = _within(definitions[schema["schema_ref"]], definitions)
        return {name: item for name, item in found.items() if name != "ref"}
    return {**schema, "cls": _Fields} if kind == "model" else _within(schema["schema"], definitions)
