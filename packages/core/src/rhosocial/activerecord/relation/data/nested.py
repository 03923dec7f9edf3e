"""Records given as nested dicts: all of them are validated, and every error knows its full path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pydantic
from pydantic_core import InitErrorDetails, PydanticCustomError

from ..definition.relation import Relation

Loc = tuple["int | str", ...]


def made_record(relation: Relation, value: Any, loc: Loc = ()) -> Any:
    """Return a record given as itself, as None, or as a dict of its values.

    Raises:
        pydantic.ValidationError: The dict's values are not valid.
        TypeError: It is neither, or it is a dict, and the relation leaves open of which model.
    """
    if isinstance(value, Mapping) and not relation.is_polymorphic:
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


def _made(relation: Relation, value: Any) -> Any:
    return made_records(relation, value) if relation.to_many else made_record(relation, value, (relation.name,))


def _member(relation: Relation, value: Any, number: int) -> Any:
    if value is None:
        relation.check([value])
    return made_record(relation, value, (relation.name, number))


def related_values(model: Any, given: Mapping[str, Any], errors: list[InitErrorDetails]) -> dict[str, Any]:
    """Return what was given for relations as records, gathering all errors instead of raising the first."""
    made: dict[str, Any] = {}
    for name, value in given.items():
        relation, count = model.__relations__[name], len(errors)
        found = _attempt(partial(_made, relation, value), (), errors)
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
    validator = type(record).__pydantic_validator__
    if omitted:
        from .drafts import draft_validator  # few records are made before their parents

        validator = draft_validator(type(record), omitted)
    found: list[Any] = []
    _attempt(lambda: validator.validate_python(dict(values), self_instance=record), (), found)
    _raise(type(record), [*found, *errors])
