"""Taking over values by their names, which may come from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...relation.data.nested import keys_of, related_values
from .refusing import refused_in_change
from .telling import refusal
from .validating import all_or_none, assign_fields, with_own_errors


def assign(record: Any, values: Mapping[str, Any], allowed: frozenset[str] | None) -> None:
    """Assign fields by name, all or none.

    Args:
        record: The record.
        values: Names and values.
        allowed: The names that may be assigned; None for what does no harm, whatever the values.
    """
    refused = refused_in_change(record, values, allowed)
    if refused:
        raise refusal(type(record), refused, values)
    with_own_errors(_assign, record, values)


def _assign(record: Any, values: Mapping[str, Any]) -> None:
    related = type(record).__relations__.keys() & values.keys()
    if len(values) == 1 and not related:
        ((name, value),) = values.items()
        setattr(record, name, value)
    else:
        all_or_none(record, _assign_related if related else assign_fields, values)


def _assign_related(record: Any, values: Mapping[str, Any]) -> None:
    """Assign fields and relations; the foreign keys that follow from these are validated with the fields."""
    relations = type(record).__relations__
    errors: list[Any] = []
    given = {name: value for name, value in values.items() if name in relations}
    related = related_values(type(record), given, errors)
    known, _ = keys_of(relations, given, related)
    emptied = [relations[name] for name, value in related.items() if value is None and relations[name].holds_key]
    keys = {**known, **{name: None for relation in emptied for name in relation.owner_keys}}
    assign_fields(record, {**values, **keys}, errors)
    for name, value in related.items():
        setattr(record, name, value)
