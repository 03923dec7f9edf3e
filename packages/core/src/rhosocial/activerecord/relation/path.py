"""Relations on the class: `Author.books` in join, preload and conditions."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from ..backend.expression.select import Join
from ..interface.errors import FieldNotFound, QueryError, nearest
from .relation import Relation

T_co = TypeVar("T_co", covariant=True)


class RelationPath(Generic[T_co]):
    """A relation, or relations one behind the other, starting at a model.

    Its attributes are the target's: columns, which a query can use once it has joined the path, and further relations.
    """

    def __init__(self, relations: tuple[Relation, ...]) -> None:
        self.relations = relations

    @property
    def last(self) -> Relation:
        """The relation at the end."""
        return self.relations[-1]

    def joins(self, kind: str) -> tuple[Join, ...]:
        """Return the joins along the path."""
        return tuple(join for relation in self.relations for join in relation.joins(kind))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        target = self.last.target
        found = target.__relations__.get(name)
        return target.__mapping__.column(name) if found is None else RelationPath((*self.relations, found))

    def __repr__(self) -> str:
        names = ".".join(relation.name for relation in self.relations)
        return f"<relation {self.relations[0].owner.__name__}.{names}>"


def path_of(model: Any, item: object) -> RelationPath[Any]:
    """Return a path given as itself or by dotted name.

    Raises:
        FieldNotFound: The model has no such relation.
        QueryError: It is neither.
    """
    if isinstance(item, RelationPath):
        if not issubclass(model, item.relations[0].owner):
            raise QueryError(f"{item!r} does not start at {model.__name__}")
        return item
    if not isinstance(item, str):
        raise QueryError(f"{item!r} is no relation of {model.__name__}")
    relations: list[Relation] = []
    for name in item.split("."):
        found = model.__relations__.get(name)
        if found is None:
            raise FieldNotFound(f"{model.__name__} has no relation {name!r}{nearest(name, model.__relations__)}")
        relations.append(found)
        model = found.target
    return RelationPath(tuple(relations))
