"""Which names, with their values, a record takes from outside.

A request brings texts, numbers, lists and dicts, and never a record: what is given as records was chosen in code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...backend.expression.expression import Expression
from ...interface.errors import InvalidValue
from ...interface.record import IActiveRecord
from ...relation.upkeep.counter_registry import counted, counters_of
from ...relation.writing.members import Members


def refused_in_new(model: Any, values: Mapping[str, Any]) -> dict[str, str]:
    """Return which of the values for a new record are refused, and why.

    Private fields, counters, and data of a record that it would belong to, which is no part of it: those that belong
    to it may come along.
    """
    mapping, relations, counters = model.__mapping__, model.__relations__, counters_of(model)
    refused: dict[str, str] = {}
    if not (mapping.private or relations or counters):
        return refused
    for name, value in values.items():
        if name in mapping.private:
            refused[name] = str(mapping.not_found(name))
        elif name in counters and value != model.__pydantic_fields__[name].default:
            refused[name] = f"{counted(model, name)}: {model.__name__}.verify_counters() counts anew"
        elif name in relations and relations[name].holds_key and not isinstance(value, IActiveRecord | None):
            keys = ", ".join(f"{key}=…" for key in relations[name].owner_keys)
            refused[name] = (
                f"{model.__name__}.{name} is a record of its own, not made along: give {name} as a record, or {keys}"
            )
    return refused


def refused_in_change(record: Any, values: Mapping[str, Any], allowed: frozenset[str] | None) -> dict[str, str]:
    """Return which of the values for a record that there is are refused, and why.

    Args:
        record: The record.
        values: Names and values.
        allowed: The names that may be assigned; None for all public fields but the key and counters, which may only
            stay as they are, and for relations as records.

    Raises:
        InvalidValue: A value is an expression.
    """
    found = {name: _refused(record, name, value, allowed) for name, value in values.items()}
    return {name: message for name, message in found.items() if message is not None}


def _refused(record: Any, name: str, value: object, allowed: frozenset[str] | None) -> str | None:
    model, mapping = type(record), type(record).__mapping__
    place = f"{model.__name__}.{name}"
    if name not in mapping.columns and name not in model.__relations__:
        return str(mapping.not_found(name, model.__relations__))
    if isinstance(value, Expression):
        raise InvalidValue(
            f"{name}: a record holds values, and the database computes expressions: increment({name!r}, by=…), or "
            f"{model.__name__}.where(…).update({name}=…)"
        )
    if allowed is not None:
        return None if name in allowed else f"{place} may not be assigned here; {_these(allowed)} may"
    if name in mapping.private:
        return str(mapping.not_found(name))
    stays = value == record.__dict__.get(name)
    if name in counters_of(model) and not stays:
        return f"{counted(model, name)}: increment({name!r}) or {model.__name__}.verify_counters() changes it"
    if name in mapping.key_names and not stays:
        return _opt_in(f"{place} is the key, and taken", name)
    if name in model.__relations__ and not _is_made_in_code(value):
        return _opt_in(f"{place} is a relation, and data for it is taken", name)
    return None


def _is_made_in_code(value: object) -> bool:
    """Tell whether something given for a relation can't have come from outside: records, and what yields them."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return bool(value) and all(isinstance(item, IActiveRecord) for item in value)
    return isinstance(value, (IActiveRecord, Members, Iterator))


def _opt_in(what: str, name: str) -> str:
    return f"{what} only where it is named: assign(values, only={{{name!r}, …}}), or record.{name} = …"


def _these(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
