"""Relations one behind the other, and the joins and columns by which a query reaches their end."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ...backend.expression.column import ColumnRef, JoinedColumn, Table
from ...backend.expression.expression import Expression, and_
from ...backend.expression.select import FixedJoin, Join
from ...interface.errors import FieldNotFound, QueryError, nearest
from ..definition.relation import Relation
from .narrowing import has_scopes, narrowed_join

MAX_DEPTH = 8
"""Paths are kept with their model, and a request may name them: they must not go on for ever."""


class Path:
    """A relation, or relations one behind the other, starting at a model.

    Args:
        root: The model at which it starts.
        relations: The relations.

    Attributes:
        branch: What loads the last relation along by join, once a query has asked for it.
        facade: What the programmer sees of it; None until it is asked for.
    """

    def __init__(self, root: Any, relations: tuple[Relation, ...]) -> None:
        self.root = root
        self.relations = relations
        self._columns: dict[str, ColumnRef[Any]] = {}
        self._joins: dict[str, Join] = {}
        self._table: Table | None = None
        self.branch: Any = None
        self.facade: Any = None

    @property
    def last(self) -> Relation:
        """The relation at the end."""
        return self.relations[-1]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The relations' names."""
        return names_of(self.relations)

    @cached_property
    def plain(self) -> Path:
        """The path with relations that lead over others replaced by these: what is joined."""
        steps = tuple(step for relation in self.relations for step in relation.steps)
        return self if len(steps) == len(self.relations) else path_through(self.root, steps)

    @cached_property
    def parent(self) -> Path | None:
        """The path without its last relation; None where it has only one."""
        return path_through(self.root, self.relations[:-1]) if len(self.relations) > 1 else None

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether scopes may leave rows out at its joins, which are then made for each condition."""
        return any(map(has_scopes, self.plain.relations))

    @property
    def table(self) -> Table:
        """The target's table as the query reaches it by this path."""
        if self.plain is not self:
            return self.plain.table
        if self._table is None:
            plain = self.last.target.__mapping__.table
            self._table = Table(plain.name, plain.schema, None, self.names)
            self._table.origin = (table_through, (self.root, self.names))
            self._table.joins = () if self.is_narrowed else self.joins("left")
        return self._table

    def joins(self, kind: str) -> tuple[Join, ...]:
        """Return the joins along the path; those without values are made once for each kind."""
        if self.plain is not self:
            return self.plain.joins(kind)
        before = () if self.parent is None else self.parent.joins(kind)
        if has_scopes(self.last):
            return (*before, narrowed_join(kind, self.table, self.last, self._on, self._fixed_column))
        made = self._joins.get(kind)
        if made is None:
            origin = (join_through, (self.root, self.names, kind))
            made = self._joins[kind] = FixedJoin(kind, self.table, self._on, origin)
        return (*before, made)

    @cached_property
    def _on(self) -> Expression[bool]:
        return and_(*self.last.ties(self._fixed_column, self._owner_column))

    def _owner_column(self, name: str) -> ColumnRef[Any]:
        """Return a column of the model that has the last relation."""
        if self.parent is not None:
            return self.parent._fixed_column(name)
        column: ColumnRef[Any] = self.root.__mapping__.column(name)
        return column

    def column(self, name: str) -> ColumnRef[Any]:
        """Return a column of the target, as the query reaches it by this path, with the joins that it needs.

        Raises:
            FieldNotFound: The target has no such field.
        """
        fixed = self._fixed_column(name)
        if not self.is_narrowed:
            return fixed
        own = self.table
        table = Table(own.name, own.schema, None, own.path, self.joins("left"))
        return JoinedColumn(fixed, table, (column_through, (self.root, self.names, name)))

    def _fixed_column(self, name: str) -> ColumnRef[Any]:
        """Return a column of the target, made once; it brings along no joins that scopes narrow."""
        found = self._columns.get(name)
        if found is None:
            plain = self.last.target.__mapping__.column(name)
            origin = (column_through, (self.root, self.names, name, False))
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


def names_of(relations: tuple[Relation, ...]) -> tuple[str, ...]:
    """Return the names of relations."""
    return tuple([relation.name for relation in relations])


def path_through(root: Any, relations: tuple[Relation, ...]) -> Path:
    """Return a path, made once for each model.

    Raises:
        QueryError: It is too long.
    """
    paths = root.__mapping__.paths
    names = names_of(relations)
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
        root = given.root
        if model is not root and not issubclass(model, root) and not issubclass(root, model):
            raise QueryError(f"{given!r} does not start at {model.__name__}")
        return given
    if not isinstance(item, str):
        raise _no_relation(model, item)
    relations: list[Relation] = []
    for name in item.split("."):
        target = relations[-1].target if relations else model
        found = target.__relations__.get(name)
        if found is None:
            raise _not_found(target, name)
        relations.append(found)
    return path_through(model, tuple(relations))


def _no_relation(model: Any, item: object) -> QueryError:
    """Return the error for what is no relation; a model in place of one is told by which relations it is reached."""
    if not isinstance(item, type):
        return QueryError(f"{item!r} is no relation of {model.__name__}")
    names = [repr(name) for name, relation in model.__relations__.items() if item in _targets(relation)]
    instead = f"name it: {' or '.join(names)}" if names else f"join_on({item.__name__}, condition) joins any model"
    return QueryError(f"{item.__name__} is a model, and a relation of {model.__name__} is needed; {instead}")


def _targets(relation: Relation) -> tuple[Any, ...]:
    try:
        return (relation.target,)
    except QueryError:  # it leads to several models
        return ()


def _not_found(target: Any, name: str) -> FieldNotFound:
    first, underscores, _ = name.partition("__")
    said = f"{target.__name__} has no relation {name!r}"
    if underscores and first in target.__relations__:
        return FieldNotFound(f"{said}: relations of relations stand behind dots, {name.replace('__', '.')!r}")
    return FieldNotFound(f"{said}{nearest(name, target.__relations__)}")


def path_named(root: Any, names: tuple[str, ...]) -> Path:
    """Return a path by its relations' names; paths, and what they make, are pickled as calls of this and the next."""
    return path_of(root, ".".join(names))


def table_through(root: Any, names: tuple[str, ...]) -> Table:
    """Return the table at the end of a path."""
    return path_named(root, names).table


def column_through(root: Any, names: tuple[str, ...], column: str, joined: bool = True) -> ColumnRef[Any]:
    """Return a column at the end of a path, with the joins that it needs or, inside these, without."""
    path = path_named(root, names)
    return path.column(column) if joined else path._fixed_column(column)


def join_through(root: Any, names: tuple[str, ...], kind: str) -> Join:
    """Return the last join of a path."""
    return path_named(root, names).joins(kind)[-1]
