"""Small classes from their annotations, as the standard library's dataclass makes them, but when first needed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from typing_extensions import Self, dataclass_transform

C = TypeVar("C", bound=type)


@dataclass_transform(frozen_default=True, eq_default=False)
def slotted(cls: C) -> C:
    """Give a class slots and an `__init__` from its annotations, those of its bases first; `fields` names them all.

    Checkers see it as frozen; at run time the guard would triple the cost of making one. The standard library's
    dataclass compiles its methods from text as the class is made, which for all of ours took a third of the import.
    """
    own = [name for name, kind in inspect.get_annotations(cls).items() if not str(kind).startswith("ClassVar")]
    defaults = {**getattr(cls, "defaults", {}), **{name: vars(cls)[name] for name in own if name in vars(cls)}}
    kept = {name: item for name, item in vars(cls).items() if name not in (*own, "__dict__", "__weakref__")}
    fields = (*[name for name in getattr(cls, "fields", ()) if name not in own], *own)
    namespace = {**kept, "__slots__": tuple(own), "fields": fields, "defaults": defaults}
    made: Any = type(cls)(cls.__name__, cls.__bases__, namespace)
    if own:
        made.__init__ = _first_initializer(made, fields, defaults)
    return made  # type: ignore[no-any-return]


def _first_initializer(cls: Any, names: Sequence[str], defaults: Mapping[str, object]) -> Any:
    """Return an `__init__` that generates the real one and gives way to it."""

    def initialize(self: Any, *values: object, **named: object) -> None:
        cls.__init__ = _initializer(names, defaults)
        cls.__init__(self, *values, **named)

    return initialize


def _initializer(names: Sequence[str], defaults: Mapping[str, object]) -> Any:
    arguments = ", ".join(f"{name}=defaults[{name!r}]" if name in defaults else name for name in names)
    body = "; ".join(f"self.{name} = {name}" for name in names)
    made: dict[str, Any] = {"defaults": defaults}
    exec(f"def __init__(self, {arguments}):\n    {body}", made)
    return made["__init__"]


class Settings:
    """Base of slotted classes of many settings: compared and shown by what they say beyond the defaults."""

    __slots__ = ()
    fields: ClassVar[tuple[str, ...]] = ()
    defaults: ClassVar[Mapping[str, object]] = {}

    def as_dict(self) -> dict[str, object]:
        """Return all settings by their names."""
        return {name: getattr(self, name) for name in self.fields}

    def given(self) -> dict[str, object]:
        """Return the settings that differ from the defaults."""
        return {name: value for name, value in self.as_dict().items() if value != self.defaults[name]}

    def replaced(self, **changed: object) -> Self:
        """Return these settings with others on top."""
        made: Callable[..., Self] = type(self)
        return made(**{**self.as_dict(), **changed})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Settings) or type(other) is not type(self):
            return NotImplemented
        return self.given() == other.given()

    def __hash__(self) -> int:
        return hash((type(self), *self.given().items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.given().items())})"
