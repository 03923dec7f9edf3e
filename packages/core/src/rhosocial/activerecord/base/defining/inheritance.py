"""Single-table inheritance: models with a discriminator are one table, and load as what their rows say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from ...backend.compiled import CompiledQuery, Row
from ...field.column import Column
from ...field.family import Family
from ...field.naming import snake_case
from ...interface.errors import ConfigurationError, nearest
from ..rows.loader import Loader, make_loader

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
    """Return a loader that makes each row a record of its own model; None where no row tells what it is."""
    family: Family | None = model.__family__
    if family is None or family.discriminator not in compiled.labels:
        return None
    place = compiled.labels.index(family.discriminator)
    loaders = Loaders(model, family, compiled)

    def load(rows: Sequence[Row]) -> list[Any]:
        places: dict[Any, list[int]] = {}
        for number, row in enumerate(rows):
            places.setdefault(row[place], []).append(number)
        if len(places) == 1:
            return loaders[rows[0][place]](rows)
        records: list[Any] = [None] * len(rows)
        for tag, numbers in places.items():
            for number, record in zip(numbers, loaders[tag]([rows[number] for number in numbers])):
                records[number] = record
        return records

    return load


class Loaders(dict[str, Loader]):
    """The loaders of a model and its heirs by their values, each made when a row first asks for it.

    Args:
        model: The model that is queried.
        family: Its family; a class that is defined later is found there.
        compiled: The query.
    """

    def __init__(self, model: Any, family: Family, compiled: CompiledQuery) -> None:
        super().__init__()
        self._model = model
        self._family = family
        self._compiled = compiled

    def __missing__(self, tag: str) -> Loader:
        member = self._family.members.get(tag)
        if member is None or not issubclass(member, self._model):
            raise _unknown(self._model, self._family.discriminator, tag, self._family.tags_of(self._model))
        shared = frozenset(field.name for field in self._family.fields_below(self._family.root))
        made = self[tag] = make_loader(member, self._compiled, shared.difference(member.__mapping__.columns))
        return made


def _unknown(model: Any, field: str, tag: object, known: list[str]) -> ConfigurationError:
    name = model.__name__
    return ConfigurationError(
        f"a row of {name} has {field} = {tag!r}, which no {name} has{nearest(str(tag), known)}. "
        "Is the module imported that defines it?"
    )
