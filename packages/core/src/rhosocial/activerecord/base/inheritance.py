"""Single-table inheritance: models with a discriminator are one table, and load as what their rows say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from ..backend.compiled import CompiledQuery, Row
from ..field.column import Column
from ..field.family import Family
from ..field.naming import snake_case
from ..interface.errors import ConfigurationError, nearest
from .loader import Loader, make_loader

TAG_LENGTH = 50
"""How long the column of a discriminator is; the values of models yet to be written must fit."""


def discriminated(name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> dict[str, Any]:
    """Return the annotation that has a model's discriminator be the model's own value, for pydantic and its unions.

    The value is the field's default, as the class says it, or else the class's name in snake_case.

    Args:
        name: The class's name.
        bases: Its bases.
        namespace: What it defines; takes the value as the field's default.

    Raises:
        ConfigurationError: The default is no text.
    """
    field = namespace.get("__discriminator__") or _inherited(bases)
    if field is None or namespace.get("__abstract__"):
        return {}
    tag = namespace.setdefault(field, snake_case(name))
    if not isinstance(tag, str) or len(tag) > TAG_LENGTH:
        raise ConfigurationError(
            f"{name}.{field} = {tag!r}: a discriminator's value is a text of at most {TAG_LENGTH} characters"
        )
    return {field: Annotated[Literal[tag], Column(length=TAG_LENGTH)]}


def _inherited(bases: tuple[type, ...]) -> str | None:
    return next(filter(None, (getattr(base, "__discriminator__", None) for base in bases)), None)


def join_family(model: Any) -> None:
    """Make a new model the root of a family, or a member of its base's."""
    if model.__discriminator__ is None:
        return
    if model.__family__ is None or "__discriminator__" in vars(model):
        model.__family__ = Family(model, model.__discriminator__)
    model.__family__.add(model)


def loader_of(model: type[Any], compiled: CompiledQuery) -> Loader:
    """Return the loader of a model for the columns of a compiled query, made once for each."""
    loader = compiled.loaders.get(model)
    if loader is None:
        loader = compiled.loaders[model] = family_loader(model, compiled) or make_loader(model, compiled)
    return loader


def family_loader(model: Any, compiled: CompiledQuery) -> Loader | None:
    """Return a loader that makes each row a record of its own model; None where all rows are of one."""
    family: Family | None = model.__family__
    heirs = [] if family is None else family.heirs_of(model)
    if family is None or not heirs or family.discriminator not in compiled.labels:
        return None
    place = compiled.labels.index(family.discriminator)
    below = frozenset(field.name for field in family.fields_below(model))
    loaders = {
        tag: make_loader(member, compiled, below.difference(member.__mapping__.columns))
        for tag, member in family.members.items()
        if issubclass(member, model)
    }

    def load(rows: Sequence[Row]) -> list[Any]:
        places: dict[Any, list[int]] = {}
        for number, row in enumerate(rows):
            places.setdefault(row[place], []).append(number)
        records: list[Any] = [None] * len(rows)
        for tag, numbers in places.items():
            if tag not in loaders:
                raise _unknown(model, family.discriminator, tag, list(loaders))
            for number, record in zip(numbers, loaders[tag]([rows[number] for number in numbers])):
                records[number] = record
        return records

    return load


def _unknown(model: Any, field: str, tag: object, known: list[str]) -> ConfigurationError:
    name = model.__name__
    return ConfigurationError(
        f"a row of {name} has {field} = {tag!r}, which no {name} has{nearest(str(tag), known)}. "
        "Is the module imported that defines it?"
    )
