"""`belongs_to(…)`, `has_one(…)` and `has_many(…)`: what stands behind a relation's annotation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

from ...interface.errors import ConfigurationError
from ..writing.hooks import CollectionHooks
from .belongs_to import BelongsTo
from .has_many import HasMany
from .has_one import HasOne

R = TypeVar("R", HasOne[Any], HasMany[Any])
Loading = Literal["peers", "lazy", "raise"]
HOOKS = ("before_add", "after_add", "before_remove", "after_remove")


def belongs_to(
    *,
    foreign_key: str | tuple[str, ...] | None = None,
    primary_key: str | tuple[str, ...] | None = None,
    inverse_of: str | None = None,
    touch: bool | str = False,
    counter_cache: bool | str = False,
    constraint: bool = True,
    polymorphic: bool = False,
    scope: Callable[[Any], Any] | None = None,
    loading: Loading | None = None,
) -> BelongsTo[Any]:
    """Declare the record that a foreign key of this model names.

    Args:
        foreign_key: The field; by default the relation's name with `_id` behind it, or the name of the field that it
            refers to. Several in a tuple.
        primary_key: The unique field, or fields, of the target that the foreign key refers to; by default its key.
        inverse_of: The name of the relation on the other side.
        touch: Whether saving, moving or deleting a record renews what its parent has in `updated_at` and the like, and
            so on upwards; a name is that of a further moment to set.
        counter_cache: Whether the parent counts the records, in the field named, or in one named like the has_many on
            the other side: `books_count`. Writes of many rows count nothing; `verify_counters()` repairs that.
        constraint: Whether the table gets a FOREIGN KEY; the field that it refers to must be unique then.
        polymorphic: Whether the record may be of any of the models in the annotation, `BelongsTo["Post | Photo"]`; the
            relation's name with `_type` behind it is then a field that holds the model's name.
        scope: Narrows the query for the related record.
        loading: What reading it unloaded does: load it for all `peers` of the result, `lazy` for the one record, or
            `raise`; by default what the model's `__loading__` says.

    Examples:
        >>> author: BelongsTo[Author] = belongs_to(foreign_key="author_id")
    """
    settings = locals()
    kind: type[BelongsTo[Any]] = BelongsTo
    if settings.pop("polymorphic"):
        from .polymorphic import BelongsToAny  # few models have any

        kind = BelongsToAny
    return kind(**settings)


def has_one(
    *,
    through: type[Any] | str | None = None,
    source: str | None = None,
    foreign_key: str | tuple[str, ...] | None = None,
    primary_key: str | tuple[str, ...] | None = None,
    inverse_of: str | None = None,
    as_: str | None = None,
    dependent: str | None = None,
    order_by: str | Sequence[str] | None = None,
    scope: Callable[[Any], Any] | None = None,
    loading: Loading | None = None,
) -> HasOne[Any]:
    """Declare the one record whose foreign key names this model, or the first of several; see `has_many`.

    Reached `through` others it is only read.
    """
    settings = locals()
    if through is not None:
        _refuse("has_one(through=…)", primary_key=primary_key, dependent=dependent, as_=as_)
    return _has(HasOne, settings)


def has_many(
    *,
    through: type[Any] | str | None = None,
    source: str | None = None,
    foreign_key: str | tuple[str, ...] | None = None,
    primary_key: str | tuple[str, ...] | None = None,
    inverse_of: str | None = None,
    as_: str | None = None,
    dependent: str | None = None,
    order_by: str | Sequence[str] | None = None,
    limit: int | None = None,
    scope: Callable[[Any], Any] | None = None,
    loading: Loading | None = None,
    before_add: CollectionHooks = None,
    after_add: CollectionHooks = None,
    before_remove: CollectionHooks = None,
    after_remove: CollectionHooks = None,
) -> HasMany[Any]:
    """Declare the records whose foreign key names this model.

    Args:
        through: Over what they are reached: another relation of this model by its name, a model that belongs to both
            sides, or the name of a bare table that has the foreign keys of both.
        source: The relation by which what lies in between leads on, where names leave that open; of a bare table, the
            name to which `_id` is added for the other side's foreign key.
        foreign_key: The field on the other side; by default that of its belongs_to, or this model's name with `_id`.
        primary_key: The field of this model that the foreign key refers to; by default what that belongs_to says, or
            the key.
        inverse_of: The name of the relation on the other side, which loading this one fills in.
        as_: The name of the polymorphic belongs_to on the other side that may lead here.
        dependent: What deleting a record does to them: `delete` them in one statement, `destroy` them one by one with
            hooks, `nullify` their foreign key, or `restrict`. Of a relation over others it removes what lies between.
        order_by: How they are ordered.
        limit: How many of them each record has at most, the first in their order; conditions such as
            `Author.books.any()` look at all.
        scope: Narrows the query for them.
        loading: What reading them unloaded does; see `belongs_to`.
        before_add: Called before a record is written as one of them: the name of a method of this model's that takes
            the record, a function of the owner and the record, or several of these. Returning False, or raising,
            prevents it. What is added to an owner that is not saved yet is written with it.
        after_add: Called after that, in the same transaction.
        before_remove: Called before a record is removed through the collection; prevents it in the same ways.
        after_remove: Called after that, in the same transaction.

    Examples:
        >>> books: HasMany["Book"] = has_many(inverse_of="author", dependent="delete")
    """
    settings = locals()
    if through is not None:
        _refuse("has_many(through=…)", primary_key=primary_key, as_=as_)
    settings["hooks"] = {event: settings.pop(event) for event in HOOKS}
    return _has(HasMany, settings)


def _has(kind: type[R], settings: dict[str, Any]) -> R:
    """Return the relation for what was given, of the kind or of what leads there over others or by a type column."""
    through, source, as_ = (settings.pop(name) for name in ("through", "source", "as_"))
    if through is not None:
        from .through import OVER  # few models have any

        kind, settings = OVER[kind], {**settings, "through": through, "source": source}
    elif as_ is not None:
        from .polymorphic import AS  # few models have any

        kind, settings = AS[kind], {**settings, "as_": as_}
    return kind(**settings)


def _refuse(what: str, **settings: object) -> None:
    """Raise if a setting is given that is for what lies between."""
    for name, value in settings.items():
        if value is not None:
            raise ConfigurationError(f"{what} takes no {name}: give it to the relations that it leads over")
