"""The base of every node, and how a node tells its shape from its values."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, ClassVar, TypeVar

from typing_extensions import dataclass_transform

from ...interface.slotted import slotted

C = TypeVar("C", bound=type)


@dataclass_transform(frozen_default=True, eq_default=False)
def node(cls: C) -> C:
    """Make a class a node: slots and an `__init__` from its annotations."""
    return slotted(cls)


class Node:
    """A piece of a statement.

    Two nodes of the same *shape* differ in nothing but their values, so one compiled text serves both.

    Attributes:
        constant: The shape of a node that is kept and never changes it, such as a column; None where `shape` makes it.
    """

    __slots__ = ()
    fields: ClassVar[tuple[str, ...]] = ()
    constant: Any = None

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
