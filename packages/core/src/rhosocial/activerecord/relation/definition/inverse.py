"""Finding the other side of a relation, so that loading or changing one side keeps both right."""

from __future__ import annotations

from typing import Any

from ...interface.errors import ConfigurationError
from .declaration import Declaration


def inverse_of(relation: Declaration) -> Any:
    """Return the other side: the one that `inverse_of` names here or there, else the only one on the same keys."""
    named = named_inverse(relation)
    if named is not None:
        return named
    others = [item for item in relation.target.__relations__.values() if _may_be(relation, item)]
    naming = [item for item in others if item.inverse_of == relation.name]
    plain = [item for item in others if item.inverse_of is None and item.is_whole]
    found = naming or (plain if relation.is_whole else [])
    return found[0] if len(found) == 1 else None


def named_inverse(relation: Declaration) -> Declaration | None:
    """Return the relation on the other side that `inverse_of` names.

    Raises:
        ConfigurationError: There is none of the name.
    """
    if relation.inverse_of is None:
        return None
    found: Declaration | None = relation.target.__relations__.get(relation.inverse_of)
    if found is None:
        raise ConfigurationError(
            f"{relation.owner.__name__}.{relation.name} has inverse_of={relation.inverse_of!r}, "
            f"and {relation.target.__name__} has no such relation"
        )
    return found


def check_inverses(model: Any) -> None:
    """Look at the relations that `inverse_of` names, of targets that are defined by now.

    Raises:
        ConfigurationError: One is missing on the other side.
    """
    for relation in model.__relations__.values():
        if relation.inverse_of is not None and not relation.is_polymorphic:
            try:
                target = relation.target
            except ConfigurationError:
                continue
            if isinstance(target, type):
                named_inverse(relation)


def refers_to(relation: Declaration, model: type) -> bool:
    """Tell whether a relation leads to a model alone; one whose own target is not defined yet leads nowhere so far."""
    if relation.is_polymorphic:
        return False
    try:
        target = relation.target
    except ConfigurationError:
        return False
    return isinstance(target, type) and issubclass(model, target)


def _may_be(relation: Declaration, other: Declaration) -> bool:
    return (
        other is not relation
        and other.holds_key != relation.holds_key
        and other.through is None
        and refers_to(other, relation.owner)
        and other.owner_keys == relation.target_keys
        and other.target_keys == relation.owner_keys
    )
