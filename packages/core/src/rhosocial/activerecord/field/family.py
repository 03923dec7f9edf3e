"""Models that share a table, and the discriminator that tells whose each of its rows is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..interface.errors import ConfigurationError


class Family:
    """A model with a discriminator, and the models that inherit from it.

    Args:
        root: The model that declares it.
        discriminator: The name of the field that tells.

    Attributes:
        members: The value of each model, the root among them, and the model.
    """

    def __init__(self, root: Any, discriminator: str) -> None:
        self.root = root
        self.discriminator = discriminator
        self.members: dict[str, Any] = {}

    def add(self, model: Any) -> None:
        """Take a model in; those it inherits from load its rows, too, from now on.

        Raises:
            ConfigurationError: Another one has its value.
        """
        tag = model.__pydantic_fields__[self.discriminator].default
        other = self.members.get(tag)
        if other is not None and (other.__module__, other.__qualname__) != (model.__module__, model.__qualname__):
            raise ConfigurationError(
                f"{model.__name__}.{self.discriminator} is {tag!r}, as that of {other.__name__}: "
                f'give it another, as by {self.discriminator}: str = "…"'
            )
        self.members[tag] = model
        for base in self.members.values():
            if base is not model and issubclass(model, base):
                base.__forget_heirs__()

    def tags_of(self, model: Any) -> list[str]:
        """Return the values of a model and of those that inherit from it."""
        return [tag for tag, member in self.members.items() if issubclass(member, model)]

    def heirs_of(self, model: Any) -> list[Any]:
        """Return the models that inherit from one."""
        return [member for member in self.members.values() if member is not model and issubclass(member, model)]

    def fields_below(self, model: Any) -> Iterator[Any]:
        """Return the mapped fields that only models which inherit from one have, each column once.

        Raises:
            ConfigurationError: Two of these mean different things by one column.
        """
        known = dict(model.__mapping__.fields)
        columns = {field.column.name: field for field in known.values()}
        for heir in self.heirs_of(model):
            for name, field in heir.__mapping__.fields.items():
                same = columns.setdefault(field.column.name, field)
                if same.name != name or _kept(same) != _kept(field):
                    raise ConfigurationError(
                        f"{heir.__name__}.{name} and another model of its table use the column "
                        f"{field.column.name!r} differently: give one of them Column(name=…)"
                    )
                if name not in known:
                    known[name] = field
                    yield field


def _kept(field: Any) -> object:
    """Return what a field's column holds in the database."""
    return getattr(field.column.type, "storage", field.column.type)
