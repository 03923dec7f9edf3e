"""The base of every node, and how a node tells its shape from its values."""

from __future__ import annotations

import inspect
from collections.abc import Hashable
from typing import Any, ClassVar, TypeVar

from typing_extensions import dataclass_transform

C = TypeVar("C", bound=type)


@dataclass_transform(frozen_default=True, eq_default=False)
def node(cls: C) -> C:
    """Make a class a node: slots and an `__init__` from its annotations.

    Checkers see it as frozen; at run time the guard would triple the cost of building a condition. The standard
    library's dataclass does the same, and for all nodes together takes a fifth of this library's import time.
    """
    own = [name for name, kind in inspect.get_annotations(cls).items() if not str(kind).startswith("ClassVar")]
    defaults = {name: vars(cls)[name] for name in own if name in vars(cls)}
    kept = {name: item for name, item in vars(cls).items() if name not in (*own, "__dict__", "__weakref__")}
    inherited = [name for name in cls.fields if name not in own]  # type: ignore[attr-defined]
    namespace = {**kept, "__slots__": tuple(own), "fields": (*inherited, *own)}
    if own:
        namespace["__init__"] = _initializer(cls, inherited, own, defaults)
    return type(cls)(cls.__name__, cls.__bases__, namespace)


def _initializer(cls: Any, inherited: list[str], own: list[str], defaults: dict[str, object]) -> Any:
    """Generate `__init__`, with the fields of the bases first."""
    known = {
        name: default for base in cls.__mro__ for name, default in getattr(base, "defaults", {}).items()
    } | defaults
    names = [*inherited, *own]
    arguments = ", ".join(f"{name}=defaults[{name!r}]" if name in known else name for name in names)
    body = "; ".join(f"self.{name} = {name}" for name in names)
    made: dict[str, Any] = {"defaults": known}
    exec(f"def __init__(self, {arguments}):\n    {body}", made)
    return made["__init__"]


class Node:
    """A piece of a statement.

    Two nodes of the same *shape* differ in nothing but their values, so one compiled text serves both.
    """

    __slots__ = ()
    fields: ClassVar[tuple[str, ...]] = ()

    def shape(self, parameters: list[Node]) -> Hashable:
        """Return what the compiled text depends on, collecting the parameters whose values it does not depend on.

        Args:
            parameters: Receives the nodes that hold values, in the order of the walk.
        """
        return (type(self), *[shape_of(getattr(self, name), parameters) for name in self.fields])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.fields)})"


def shape_of(part: Any, parameters: list[Node]) -> Hashable:
    """Return the shape of a node, of a tuple of parts, or of anything hashable."""
    if isinstance(part, Node):
        return part.shape(parameters)
    if type(part) is tuple:
        return tuple([shape_of(item, parameters) for item in part])
    shape: Hashable = part
    return shape
