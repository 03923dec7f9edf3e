"""Taking over values by their names, which may come from outside: what a name reaches, and what only code does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pydantic

from ..interface.errors import FieldNotFound, ValidationError


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
    before = dict(record.__dict__)
    try:
        for name, value in values.items():
            setattr(record, name, value)
    except pydantic.ValidationError as error:
        record.__dict__.update(before)
        raise ValidationError.from_pydantic(error) from error


def _check(record: Any, name: str, value: object, allowed: frozenset[str] | None, nested: bool) -> None:
    """Raise unless a name may be assigned."""
    model, mapping = type(record), type(record).__mapping__
    if name not in mapping.columns and name not in model.__relations__:
        raise mapping.not_found(name, model.__relations__)
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
