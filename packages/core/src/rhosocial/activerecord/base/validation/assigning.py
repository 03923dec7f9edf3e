"""Taking over values by their names, which may come from outside: what a name reaches, and what only code does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...backend.expression.expression import Expression
from ...interface.errors import FieldNotFound, InvalidValue
from ...relation.data.nested import keys_of, related_values
from .validating import all_or_none, assign_fields, with_own_errors


def assign(record: Any, values: Mapping[str, Any], allowed: frozenset[str] | None, nested: bool = False) -> None:
    """Assign fields by name, all or none.

    Args:
        record: The record.
        values: Names and values.
        allowed: The names that may be assigned; None for all public fields but the key, which may only stay as it is.
        nested: Whether relations may be assigned that `allowed` does not name.
    """
    for name, value in values.items():
        _check(record, name, value, allowed, nested)
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


def _check(record: Any, name: str, value: object, allowed: frozenset[str] | None, nested: bool) -> None:
    """Raise unless a name may be assigned, and a value be it."""
    model, mapping = type(record), type(record).__mapping__
    if name not in mapping.columns and name not in model.__relations__:
        raise mapping.not_found(name, model.__relations__)
    if isinstance(value, Expression):
        raise InvalidValue(
            f"{name}: a record holds values, and the database computes expressions: increment({name!r}, by=…), or "
            f"{model.__name__}.where(…).update({name}=…)"
        )
    if allowed is not None:
        if name not in allowed:
            raise FieldNotFound(f"{model.__name__}.{name} may not be assigned here; {_these(allowed)} may")
        return
    if name in mapping.private:
        raise mapping.not_found(name)
    moves = name in mapping.key_names and value != record.__dict__.get(name)
    if moves or (name in model.__relations__ and not nested):
        kind = "the key" if moves else "a relation"
        raise FieldNotFound(
            f"{model.__name__}.{name} is {kind}, and taken only where it is named: "
            f"assign(values, only={{{name!r}, …}}), or record.{name} = …"
        )


def _these(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def refuse_private(model: Any, names: Iterable[str]) -> None:
    """Raise if a name is that of a private field, for a record made of a dict or of keywords.

    Raises:
        FieldNotFound: One is.
    """
    private = model.__mapping__.private
    if private and not private.isdisjoint(names):
        raise model.__mapping__.not_found(min(private.intersection(names)))
