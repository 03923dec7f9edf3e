"""Records given as nested dicts: all of them are validated, and every error knows its full path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pydantic
from pydantic_core import InitErrorDetails, PydanticCustomError, SchemaValidator

if TYPE_CHECKING:
    from ..definition.relation import Relation

Loc = tuple["int | str", ...]


def made_record(relation: Relation, value: Any, loc: Loc = ()) -> Any:
    """Return a record given as itself, as None, or as a dict of its values.

    Raises:
        pydantic.ValidationError: The dict's values are not valid.
        TypeError: It is neither.
    """
    if isinstance(value, Mapping):
        keys = frozenset() if relation.holds_key else frozenset(relation.target_keys)
        with_path: list[InitErrorDetails] = []
        made = _attempt(lambda: relation.target.__draft__(value, keys), loc, with_path)
        _raise(relation.owner, with_path)
        return made
    if value is not None:
        relation.check([value])
    return value


def made_records(relation: Relation, values: Any) -> list[Any]:
    """Return records given as themselves or as dicts.

    Raises:
        pydantic.ValidationError: Values of some dicts are not valid; it has the errors of all.
        TypeError: One is neither, or what is given is no iterable of them.
    """
    if not isinstance(values, Iterable) or isinstance(values, (str, bytes, Mapping)):
        owner, target = relation.owner.__name__, relation.target.__name__
        raise TypeError(f"{owner}.{relation.name} takes records of {target}, not {values!r}")
    found: list[InitErrorDetails] = []
    made = [_attempt(partial(_member, relation, value, number), (), found) for number, value in enumerate(values)]
    _raise(relation.owner, found)
    return made


def _member(relation: Relation, value: Any, number: int) -> Any:
    if value is None:
        relation.check([value])
    return made_record(relation, value, (relation.name, number))


def related_values(model: Any, given: Mapping[str, Any], errors: list[InitErrorDetails]) -> dict[str, Any]:
    """Return what was given for relations as records, gathering all errors instead of raising the first."""
    made: dict[str, Any] = {}
    for name, value in given.items():
        relation, count = model.__relations__[name], len(errors)
        make = partial(relation.made_all, value) if relation.to_many else partial(relation.made, value, name)
        found = _attempt(make, (), errors)
        if len(errors) == count:
            made[name] = found
    return made


def keys_of(
    relations: Mapping[str, Relation], names: Iterable[str], related: Mapping[str, Any]
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the foreign keys that follow from what was given for relations, and the names of those still to come.

    Args:
        relations: The model's relations.
        names: Those that something was given for.
        related: The records that could be made of it.
    """
    known: dict[str, Any] = {}
    for relation in (relations[name] for name in names if relations[name].holds_key):
        value = related.get(relation.name)
        if value is not None:
            known |= dict(zip(relation.owner_keys, relation.key_there(value)))
        elif relation.name not in related:
            known |= dict.fromkeys(relation.owner_keys)
    unknown = frozenset(name for name, value in known.items() if value is None)
    return {name: value for name, value in known.items() if value is not None}, unknown


def _attempt(make: Callable[[], Any], loc: Loc, errors: list[InitErrorDetails]) -> Any:
    try:
        return make()
    except pydantic.ValidationError as error:
        errors += line_errors(error, loc)
        return None


def line_errors(error: pydantic.ValidationError, loc: Loc = ()) -> list[InitErrorDetails]:
    """Return the details of an error with `loc` in front of each place."""
    custom_error: Any = PydanticCustomError  # typed for texts in the source; these are what pydantic itself wrote
    return [
        InitErrorDetails(
            type=custom_error(item["type"], item["msg"], item.get("ctx")),
            loc=(*loc, *item["loc"]),
            input=item["input"],
        )
        for item in error.errors(include_url=False)
    ]


def _raise(model: Any, errors: list[InitErrorDetails]) -> None:
    if errors:
        raise pydantic.ValidationError.from_exception_data(model.__name__, errors)


def validate_all(record: Any, values: Mapping[str, Any], omitted: frozenset[str], errors: list[Any]) -> None:
    """Validate a new record's fields, and raise their errors together with those of its related records.

    Args:
        record: The record, which takes over the values.
        values: Its fields' values.
        omitted: Foreign keys that need no value, because a record not saved yet will give it.
        errors: The errors of the related records.
    """
    validator = draft_validator(type(record), omitted) if omitted else type(record).__pydantic_validator__
    found: list[Any] = []
    _attempt(lambda: validator.validate_python(dict(values), self_instance=record), (), found)
    _raise(type(record), [*found, *errors])


def draft_validator(model: Any, names: frozenset[str]) -> SchemaValidator:
    """Return a validator of a model for which some fields need no value, made once for each set of them."""
    drafts: dict[frozenset[str], SchemaValidator] = model.__mapping__.drafts
    if names not in drafts:
        drafts[names] = SchemaValidator(_without_required(model.__pydantic_core_schema__, model, names))
    return drafts[names]


class _Draft:
    """Stands for the model in a changed schema: for the model itself pydantic takes the validator that it has."""


def _without_required(schema: Any, model: Any, names: frozenset[str]) -> Any:
    """Copy a core schema with the model's fields of these names defaulting to None, unvalidated."""
    if isinstance(schema, list):
        return [_without_required(item, model, names) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "model" and schema.get("cls") is model:
        return {**schema, "cls": _Draft, "schema": _with_defaults(schema["schema"], names)}
    return {key: _without_required(item, model, names) for key, item in schema.items()}


def _with_defaults(schema: Any, names: frozenset[str]) -> Any:
    """Go through the validators around a model's fields to the fields."""
    if schema.get("type") != "model-fields":
        return {**schema, "schema": _with_defaults(schema["schema"], names)}
    fields = schema["fields"]
    defaults = {name: {**fields[name], "schema": _defaulting(fields[name]["schema"])} for name in names}
    return {**schema, "fields": {**fields, **defaults}}


def _defaulting(schema: Any) -> dict[str, Any]:
    return {"type": "default", "schema": schema, "default": None}
