"""Relations one behind the other, and the joins and columns by which a query reaches their end."""

from __future__ import annotations

from typing import Any

from ..backend.expression.column import ColumnRef, Table
from ..backend.expression.expression import Expression, and_
from ..backend.expression.select import Derived, FixedJoin, Join, Select
from ..interface.errors import FieldNotFound, QueryError, nearest
from .relation import Relation

MAX_DEPTH = 8
"""Paths are kept with their model, and a request may name them: they must not go on for ever."""


class Path:
    """A relation, or relations one behind the other, starting at a model.

    Args:
        root: The model at which it starts.
        relations: The relations.

    Attributes:
        branch: What loads the last relation along by join, once a query has asked for it.
    """

    def __init__(self, root: Any, relations: tuple[Relation, ...]) -> None:
        self.root = root
        self.relations = relations
        self._columns: dict[str, ColumnRef[Any]] = {}
        self._joins: dict[str, tuple[Join, ...]] = {}
        self._table: Table | None = None
        self.branch: Any = None

    @property
    def last(self) -> Relation:
        """The relation at the end."""
        return self.relations[-1]

    @property
    def names(self) -> tuple[str, ...]:
        """The relations' names."""
        return tuple(relation.name for relation in self.relations)

    @property
    def plain(self) -> Path:
        """The path with relations that lead over others replaced by these: what is joined."""
        steps = tuple(step for relation in self.relations for step in relation.steps)
        return self if len(steps) == len(self.relations) else path_through(self.root, steps)

    @property
    def parent(self) -> Path | None:
        """The path without its last relation; None where it has only one."""
        return path_through(self.root, self.relations[:-1]) if len(self.relations) > 1 else None

    @property
    def table(self) -> Table:
        """The target's table as the query reaches it by this path."""
        if self.plain is not self:
            return self.plain.table
        if self._table is None:
            plain = self.last.target.__mapping__.table
            self._table = Table(plain.name, plain.schema, None, self.names)
            self._table.origin = (table_through, (self.root, self.names))
            self._table.joins = self.joins("left")
        return self._table

    def joins(self, kind: str) -> tuple[Join, ...]:
        """Return the joins along the path, made once for each kind."""
        if self.plain is not self:
            return self.plain.joins(kind)
        made = self._joins.get(kind)
        if made is None:
            before = () if self.parent is None else self.parent.joins(kind)
            made = self._joins[kind] = (*before, self._join(kind))
        return made

    def _join(self, kind: str) -> Join:
        """Return the last join: to the table, or to the rows of it that the target's default scopes leave."""
        target = self.last.target
        if target.__default_scopes__:
            return Join(kind, Derived(Select(target.query().without("order_by")), self.table), self._on())
        return FixedJoin(kind, self.table, self._on(), (join_through, (self.root, self.names, kind)))

    def _on(self) -> Expression[bool]:
        return and_(*self.last.ties(self.column, self._owner_column))

    def _owner_column(self, name: str) -> ColumnRef[Any]:
        """Return a column of the model that has the last relation."""
        if self.parent is not None:
            return self.parent.column(name)
        column: ColumnRef[Any] = self.root.__mapping__.column(name)
        return column

    def column(self, name: str) -> ColumnRef[Any]:
        """Return a column of the target, as the query reaches it by this path.

        Raises:
            FieldNotFound: The target has no such field.
        """
        found = self._columns.get(name)
        if found is None:
            plain = self.last.target.__mapping__.column(name)
            origin = (column_through, (self.root, self.names, name))
            found = self._columns[name] = ColumnRef(
                self.table, plain.name, plain.type, plain.attribute, plain.nullable, origin
            )
        return found

    def further(self, name: str) -> Path:
        """Return the path that goes on by a relation of the target."""
        return path_through(self.root, (*self.relations, self.last.target.__relations__[name]))

    def __reduce__(self) -> Any:
        """Pickle as a reference, so that the copy is the same path."""
        return path_named, (self.root, self.names)

    def __repr__(self) -> str:
        return f"{self.root.__name__}.{'.'.join(self.names)}"


def path_through(root: Any, relations: tuple[Relation, ...]) -> Path:
    """Return a path, made once for each model.

    Raises:
        QueryError: It is too long.
    """
    paths = root.__mapping__.paths
    names = tuple(relation.name for relation in relations)
    found: Path | None = paths.get(names)
    if found is None:
        if len(names) > MAX_DEPTH:
            raise QueryError(f"a path of {len(names)} relations is too long: {'.'.join(names)}")
        found = paths[names] = Path(root, relations)
    return found


def path_of(model: Any, item: object) -> Path:
    """Return a path given as itself, as class attribute, or by dotted name.

    Raises:
        FieldNotFound: The model has no such relation.
        QueryError: It is no relation of the model.
    """
    given = getattr(item, "__path__", item)
    if isinstance(given, Path):
        if not issubclass(model, given.root) and not issubclass(given.root, model):
            raise QueryError(f"{given!r} does not start at {model.__name__}")
        return given
    if not isinstance(item, str):
        raise QueryError(f"{item!r} is no relation of {model.__name__}")
    relations: list[Relation] = []
    for name in item.split("."):
        target = relations[-1].target if relations else model
        found = target.__relations__.get(name)
        if found is None:
            raise FieldNotFound(f"{target.__name__} has no relation {name!r}{nearest(name, target.__relations__)}")
        relations.append(found)
    return path_through(model, tuple(relations))


def path_named(root: Any, names: tuple[str, ...]) -> Path:
    """Return a path by its relations' names; paths, and what they make, are pickled as calls of this and the next."""
    return path_of(root, ".".join(names))


def table_through(root: Any, names: tuple[str, ...]) -> Table:
    """Return the table at the end of a path."""
    return path_named(root, names).table


def column_through(root: Any, names: tuple[str, ...], column: str) -> ColumnRef[Any]:
    """Return a column at the end of a path."""
    return path_named(root, names).column(column)


def join_through(root: Any, names: tuple[str, ...], kind: str) -> Join:
    """Return the last join of a path."""
    return path_named(root, names).joins(kind)[-1]
