"""What a belongs_to has its record's writes do to the row that it names: count the record, and renew itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...backend.expression.function import coalesce
from ...backend.expression.types import DateTime, Instant, Integer
from ...field.automatic import now_for
from ...field.naming import snake_case
from ...interface.errors import ConfigurationError, nearest

if TYPE_CHECKING:
    from ..kinds.belongs_to import BelongsTo


def counter_of(relation: BelongsTo[Any]) -> str | None:
    """Return the field of the target in which a relation counts its records; None where it counts none.

    Raises:
        ConfigurationError: The target has no such field, or it holds no whole number.
    """
    if not relation.counter_cache:
        return None
    name = relation.counter_cache if isinstance(relation.counter_cache, str) else _default_counter(relation)
    here, target = f"{relation.owner.__name__}.{relation.name}", relation.target
    column = target.__mapping__.columns.get(name)
    if column is None:
        raise ConfigurationError(
            f"{here} has a counter_cache, and {target.__name__} has no field {name!r}"
            f"{nearest(name, target.__mapping__.names)}: "
            f'add `{name}: int = 0` to it, or name another with counter_cache="…"'
        )
    if not isinstance(column.type, Integer):
        raise ConfigurationError(f"{here} counts in {target.__name__}.{name}, which is {column.type.describe()}")
    return name


def _default_counter(relation: BelongsTo[Any]) -> str:
    """Return `books_count` for the relation that has_many `books` is the other side of."""
    inverse = relation.inverse
    return f"{snake_case(_declaring(relation).__name__)}s_count" if inverse is None else f"{inverse.name}_count"


def _declaring(relation: BelongsTo[Any]) -> Any:
    """Return the first model on the owner's table that has the relation; what inherits it counts in the same field."""
    table = relation.owner.__mapping__.table
    having = [base for base in reversed(relation.owner.__mro__) if relation.name in vars(base).get("__relations__", ())]
    models = (base for base in having if not base.__is_abstract__())
    return next(model for model in models if model.__mapping__.table.key == table.key)


def moments_of(relation: BelongsTo[Any]) -> tuple[str, ...]:
    """Return the fields of the target that `touch` sets beside those that every write of it renews.

    Raises:
        ConfigurationError: The one that it names does not exist or holds no moment, or there is nothing to renew.
    """
    mapping, here = relation.target.__mapping__, f"{relation.owner.__name__}.{relation.name}"
    name = relation.touch if isinstance(relation.touch, str) else "updated_at"
    column = mapping.columns.get(name)
    if column is not None and isinstance(column.type, (Instant, DateTime)):
        return (name,)
    if relation.touch is True and mapping.automatic is not None and mapping.automatic.renewed({}, mapping.columns):
        return ()
    raise ConfigurationError(
        f"{here} touches {relation.target.__name__}, which has no moment {name!r}"
        f'{nearest(name, mapping.names)}: add TimestampMixin, or name a field with touch="…"'
    )


def renewal(relation: BelongsTo[Any], by: int, touch: bool) -> dict[str, Any]:
    """Return what is assigned to the target's row, as values or expressions.

    Args:
        relation: The relation.
        by: How many more records of the relation there are now.
        touch: Whether the row learns of a change.
    """
    mapping, values = relation.target.__mapping__, dict[str, Any]()
    counter = counter_of(relation)
    if counter is not None and by:
        column = mapping.columns[counter]
        values[counter] = (coalesce(column, 0) if column.nullable else column) + by
    if touch:
        renewed = {} if mapping.automatic is None else mapping.automatic.renewed(values, mapping.columns)
        values |= {**now_for(mapping, moments_of(relation)), **renewed}
    return values


def key_in(relation: BelongsTo[Any], values: Mapping[str, Any] | None) -> tuple[object, ...] | None:
    """Return the key of the row that a record with these values belongs to; None where it belongs to none."""
    if values is None or any(values.get(name) != value for name, value in relation.kind.items()):
        return None
    key = tuple([values.get(name) for name in relation.owner_keys])
    return None if None in key else key


def deciding(relation: BelongsTo[Any]) -> tuple[str, ...]:
    """Return the fields that say to which row a record belongs."""
    return (*relation.kind, *relation.owner_keys)


def counted_in(relation: BelongsTo[Any], values: Mapping[str, Any] | None) -> tuple[object, ...] | None:
    """Return the key of the row that counts a record with these values; one marked as deleted is not counted."""
    automatic = relation.owner.__mapping__.automatic
    deletion = None if automatic is None else automatic.deletion
    gone = values is None or (deletion is not None and values.get(deletion) is not None)
    return None if gone else key_in(relation, values)


def upkeep_of(model: Any) -> tuple[BelongsTo[Any], ...]:
    """Return the relations by which a model's writes write to other rows, once they are seen to be right.

    Raises:
        ConfigurationError: One counts or touches in a field that is not there.
    """
    keeping = [relation for relation in model.__relations__.values() if relation.needs_upkeep]
    found = tuple(part for relation in keeping for part in relation.plain)
    for relation in found:
        counter_of(relation)
        if relation.touch:
            moments_of(relation)
    return found
